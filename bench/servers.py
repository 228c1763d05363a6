"""Servers under load, one at a time: what the scripts here have in common."""
import os, signal, subprocess, time
from pathlib import Path

BENCH = Path(__file__).resolve().parent
JAR = BENCH / "target" / "jasyncio-bench.jar"
TICKS = os.sysconf("SC_CLK_TCK")


def jdk():
    command = f'. "{BENCH.parent}/scripts/jdk.sh"; echo "$jdk"'
    return subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True).stdout.strip()


class Server:
    """A server on core 0 that is stopped between its turns. Its command, with {port}, becomes the server itself."""

    def __init__(self, name, command, port):
        self.name, self.port = name, port
        self.process = subprocess.Popen(["taskset", "-c", "0", *command.format(port=port).split()])

    def wait_until_served(self):
        for _ in range(100):
            if subprocess.run(["bash", "-c", f"exec 3<>/dev/tcp/127.0.0.1/{self.port}"], stderr=subprocess.DEVNULL).returncode == 0:
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        raise SystemExit(f"{self.name} does not serve")

    def cpu(self):
        """seconds, user and system"""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(") ", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def settle(self):
        """Waits until it uses no CPU, 2 s at most: a JIT shares the core."""
        for _ in range(13):
            before = self.cpu()
            time.sleep(0.15)
            if self.cpu() - before <= 0.01:
                return

    def resume(self):
        self.process.send_signal(signal.SIGCONT)

    def stop(self):
        self.process.send_signal(signal.SIGSTOP)

    def end(self):
        self.process.kill()
        self.process.wait()
