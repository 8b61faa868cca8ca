# compiled_boost: what Asio and Beast have that is no template, compiled once instead of in each file that includes them.
# For the host's panel and the simulator; a program that links it must not include Boost's networking without it.
file(CONFIGURE OUTPUT compiled_boost.cpp CONTENT "
#include <utility> // before Asio 1.74, which forgets it
#include <boost/asio/impl/src.hpp>
#include <boost/asio/ssl/impl/src.hpp>
#include <boost/beast/src.hpp>
")
add_library(compiled_boost STATIC ${CMAKE_CURRENT_BINARY_DIR}/compiled_boost.cpp)
target_link_libraries(compiled_boost PUBLIC Boost::headers OpenSSL::SSL OpenSSL::Crypto Threads::Threads)
target_compile_definitions(compiled_boost PUBLIC BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION)
# Until 17 clang has coroutines, and not the macro by which the standard library and Asio know of them.
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 17)
  target_compile_definitions(compiled_boost PUBLIC __cpp_impl_coroutine=201902L BOOST_ASIO_HAS_CO_AWAIT=1)
endif()
# ThreadSanitizer does not understand the fences that Asio puts around handlers (and g++ says so); its locks it does.
# All of a program has to agree.
if("${SANITIZE}" STREQUAL "thread")
  target_compile_definitions(compiled_boost PUBLIC BOOST_ASIO_DISABLE_FENCED_BLOCK)
  target_compile_options(compiled_boost PUBLIC $<$<CXX_COMPILER_ID:GNU>:-Wno-tsan>)
endif()
