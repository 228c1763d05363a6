// What a start of most programs does: the classes this run loads are those of the cache.

void main() {
  IO.println("training");
}
