# Makes the constants for ids out of the manifest, so that code and manifest cannot drift apart: a property that is added
# to the manifest and nowhere else does not compile.
#   cmake -DMANIFEST=... -DOUTPUT=... -P generate_ids.cmake
cmake_minimum_required(VERSION 3.25)
file(READ "${MANIFEST}" manifest)

function(emit_members out object type)
  string(JSON count LENGTH "${manifest}" ${object})
  set(enumerators "")
  set(names "")
  if(count GREATER 0)
    math(EXPR last "${count} - 1")
    foreach(index RANGE ${last})
      string(JSON id MEMBER "${manifest}" ${object} ${index})
      if(NOT id MATCHES "^[a-z][a-z0-9_]*$")
        message(FATAL_ERROR "${MANIFEST}: ${object}/${id}: an id is expected in snake_case")
      endif()
      set(enumerator ${id})
      if(id STREQUAL "explicit") # a word of C++
        set(enumerator "${id}_")
      endif()
      string(APPEND enumerators "    ${enumerator},\n")
      string(APPEND names "    \"${id}\",\n")
    endforeach()
  endif()
  string(TOLOWER ${type} stem)
  set(${out} "enum class ${type} : std::uint8_t {\n${enumerators}};\ninline constexpr std::array<std::string_view, ${count}> ${stem}_ids{\n${names}};\n" PARENT_SCOPE)
endfunction()

string(JSON type_id GET "${manifest}" dp:type)
string(JSON version GET "${manifest}" version model)
emit_members(properties properties Property)
emit_members(actions actions Action)
emit_members(events events Event)

file(CONFIGURE OUTPUT "${OUTPUT}" CONTENT [[
// Generated from manifest.json.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace manifest {

inline constexpr std::string_view type_id = "@type_id@";
inline constexpr std::string_view version = "@version@";

@properties@
@actions@
@events@
} // namespace manifest
]] @ONLY)
