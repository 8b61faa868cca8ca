# Headers that most files include, compiled once for each set of flags. They save time only: each file includes what it
# needs, which the preset `clang` proves by doing without.
#
#   precompile(TARGET...)         libraries and modules
#   precompile_tests(TARGET...)   test programs, after their own flags are set
#
# A compiler takes such headers only under the flags they were made with, so each set is made by a library of its own whose
# one source is empty.
set(standard_headers <algorithm> <array> <atomic> <charconv> <chrono> <condition_variable> <cstdint> <deque> <filesystem>
  <fstream> <functional> <map> <memory> <mutex> <optional> <set> <sstream> <stdexcept> <string> <string_view> <thread>
  <utility> <variant> <vector>)
set(json_headers <Poco/Dynamic/Var.h> <Poco/Exception.h> <Poco/JSON/Array.h> <Poco/JSON/Object.h> <Poco/JSON/Parser.h>)

function(add_precompiled_headers name)
  cmake_parse_arguments(PARSE_ARGV 1 made "" "" "OPTIONS;LIBRARIES;HEADERS")
  file(CONFIGURE OUTPUT ${name}.cpp CONTENT "")
  add_library(${name} OBJECT ${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp)
  target_compile_options(${name} PRIVATE ${made_OPTIONS})
  target_link_libraries(${name} PRIVATE warnings ${made_LIBRARIES})
  string(REPLACE ">" "$<ANGLE-R>" headers "${made_HEADERS}")
  target_precompile_headers(${name} PRIVATE "$<$<COMPILE_LANGUAGE:CXX>:${headers}>")
endfunction()

add_precompiled_headers(library_headers LIBRARIES Poco::JSON Poco::Foundation HEADERS ${standard_headers} ${json_headers})

function(precompile)
  foreach(target IN LISTS ARGN)
    target_precompile_headers(${target} REUSE_FROM library_headers)
  endforeach()
endfunction()

# Programs are compiled as such (-fPIE), and tests less optimised.
add_precompiled_headers(test_headers OPTIONS -fPIE $<$<CONFIG:RelWithDebInfo>:-O1>
  LIBRARIES Poco::JSON Poco::Foundation doctest::doctest HEADERS ${standard_headers} ${json_headers} <doctest/doctest.h>)
set_target_properties(test_headers PROPERTIES POSITION_INDEPENDENT_CODE OFF)

function(precompile_tests)
  foreach(target IN LISTS ARGN)
    target_precompile_headers(${target} REUSE_FROM test_headers)
  endforeach()
endfunction()
