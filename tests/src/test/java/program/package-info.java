/// Tests of texts that show a program's places: in a package that is not the library's, as programs
/// are.
@NullMarked
package program;

import org.jspecify.annotations.NullMarked;
