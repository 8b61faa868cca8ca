# cmake -D FOLDER=... -D OUTPUT=... -P embed_files.cmake: writes a C++ source that holds every file of FOLDER.
file(GLOB names RELATIVE ${FOLDER} ${FOLDER}/*)
list(SORT names)
set(arrays "")
set(rows "")
set(index 0)
foreach(name IN LISTS names)
  file(READ ${FOLDER}/${name} hex HEX)
  string(REGEX REPLACE "(..)" "'\\\\x\\1'," bytes "${hex}")
  string(APPEND arrays "constexpr char file_${index}[] = {${bytes}'\\0'};\n")
  string(APPEND rows "    {\"${name}\", {file_${index}, sizeof file_${index} - 1}},\n")
  math(EXPR index "${index} + 1")
endforeach()
file(WRITE ${OUTPUT} "// Written by embed_files.cmake from the web room; not to be edited.
#include \"panel/embedded_files.hpp\"

namespace avhost::panel {
namespace {
${arrays}constexpr EmbeddedFile files[] = {
${rows}};
} // namespace

std::span<const EmbeddedFile> embedded_files() { return files; }
} // namespace avhost::panel
")
