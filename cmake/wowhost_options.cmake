# Language level, warnings, sanitizers, cache and linker: everything that all targets of this project share.

option(WOWHOST_TESTS "Build the tests and benches" ON)
option(WOWHOST_WERROR "Treat warnings as errors" ON)
option(WOWHOST_FUZZ "Build the libFuzzer targets (clang only)" OFF)
set(WOWHOST_SANITIZE "" CACHE STRING "Sanitizers for all targets: empty, address or thread")
set_property(CACHE WOWHOST_SANITIZE PROPERTY STRINGS "" address thread)

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bin")
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/modules")

find_program(WOWHOST_CCACHE ccache)
if(WOWHOST_CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER "${WOWHOST_CCACHE}")
endif()
find_program(WOWHOST_MOLD mold)
if(WOWHOST_MOLD)
    add_link_options(-fuse-ld=mold)
endif()

if(WOWHOST_SANITIZE STREQUAL "address")
    add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
    add_link_options(-fsanitize=address,undefined)
elseif(WOWHOST_SANITIZE STREQUAL "thread")
    add_compile_options(-fsanitize=thread -fno-omit-frame-pointer -Wno-tsan)
    add_link_options(-fsanitize=thread)
elseif(WOWHOST_SANITIZE)
    message(FATAL_ERROR "WOWHOST_SANITIZE is '${WOWHOST_SANITIZE}'; it may be empty, address or thread")
endif()

add_library(wowhost_warnings INTERFACE)
# -Wno-restrict: g++ 12 warns falsely about `"literal" + std::to_string(…)` at -O2 and above (GCC bug 105651).
# -Wno-maybe-uninitialized: at -O3 it warns falsely about moved alternatives of a std::variant (GCC bug 80635).
target_compile_options(wowhost_warnings INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict;-Wno-maybe-uninitialized>
    $<$<BOOL:${WOWHOST_WERROR}>:-Werror>)

# What a body was allocated in on one thread is mostly freed on another, which costs glibc's allocator a fifth of a sync.
add_library(wowhost_allocator INTERFACE)
if(NOT WOWHOST_SANITIZE)
    target_link_libraries(wowhost_allocator INTERFACE PkgConfig::jemalloc)
endif()

# A static library of the host: one room, its sources, and the rooms and packages below it.
#   wowhost_add_room(database SOURCES a.cpp b.cpp DEPENDS SQLite::SQLite3)
function(wowhost_add_room name)
    cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS" ${ARGN})
    add_library(wowhost_${name} STATIC ${ARG_SOURCES})
    target_include_directories(wowhost_${name} PUBLIC "${PROJECT_SOURCE_DIR}")
    target_link_libraries(wowhost_${name} PUBLIC wowhost_sdk ${ARG_DEPENDS} PRIVATE wowhost_warnings)
endfunction()
