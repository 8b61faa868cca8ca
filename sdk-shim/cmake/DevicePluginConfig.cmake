# find_package(DevicePlugin): the target DevicePlugin::device_plugin (device_plugin.h and the C++ face), and
#
#   device_plugin(NAME SOURCES file... MANIFEST manifest.json)
#
# makes the plugin NAME in the folder plugins/NAME of the build: a module that shows its entry symbol and nothing else, so
# that it can be unloaded, with the manifest beside it. It is a target like any other: target_link_libraries(NAME ...).
include(${CMAKE_CURRENT_LIST_DIR}/DevicePluginTargets.cmake)
set(DevicePlugin_EXPORTS ${CMAKE_CURRENT_LIST_DIR}/exports.map)

function(device_plugin name)
  cmake_parse_arguments(PARSE_ARGV 1 plugin "" "MANIFEST" "SOURCES")
  if(NOT plugin_SOURCES OR NOT plugin_MANIFEST)
    message(FATAL_ERROR "device_plugin(${name}): expected SOURCES and a MANIFEST")
  endif()
  set(folder ${CMAKE_BINARY_DIR}/plugins/${name})
  add_library(${name} MODULE ${plugin_SOURCES})
  target_link_libraries(${name} PRIVATE DevicePlugin::device_plugin)
  set_target_properties(${name} PROPERTIES CXX_STANDARD 20 CXX_STANDARD_REQUIRED ON)
  target_link_options(${name} PRIVATE -Wl,--version-script=${DevicePlugin_EXPORTS})
  set_target_properties(${name} PROPERTIES
    PREFIX "" SUFFIX ".so" LIBRARY_OUTPUT_DIRECTORY ${folder} LINK_DEPENDS ${DevicePlugin_EXPORTS}
    C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
  configure_file(${plugin_MANIFEST} ${folder}/manifest.json COPYONLY)
endfunction()
