# wowhost_add_module(): builds one module with every flag that a shared object of this host needs.
#
#   wowhost_add_module(wow_heirloom
#       SOURCES src/heirloom.cpp src/heirloom_data.cpp
#       USES wow wow_character              # modules whose public headers it includes; its info file must name them
#       LIBRARIES simdjson::simdjson        # linked privately; nothing of them is exported
#       PUBLIC_LIBRARIES fmt::fmt)          # the same, for what its public headers include: whoever uses the module needs them too
#
# makes the target `wow_heirloom` (file <build>/modules/wow_heirloom.so) and `wowhost::module::wow_heirloom`, which carries the include
# folders for those who use it. The folder of the CMakeLists.txt must hold `wow_heirloom.info.yml`, which is embedded. It may hold
# `include/wow_heirloom/*.hpp`, public headers, and `templates/wow_heirloom/*.html`, which are put beside the module's file.
#
# With the installed SDK (`find_package(wowhost 1.0)`) the info file is checked when it has changed, each mistake with file and line, and with
# `enable_testing()` ctest has `wow_heirloom: verify`, a test per file tests/*.test, and the tests of wowhost_testing.cmake. `cmake --install`
# puts module, templates and headers where hosts and `find_package(wowhost COMPONENTS wow_heirloom)` look for them.
#
# For test fixtures: TARGET <name> names the target when several build the same module, INFO <file> names another info file, UNCHECKED
# skips the checks of the info file, OUTPUT_DIRECTORY puts the result elsewhere.

set(WOWHOST_MODULE_CMAKE_DIR "${CMAKE_CURRENT_LIST_DIR}")
include("${CMAKE_CURRENT_LIST_DIR}/wowhost_nearest.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/wowhost_module_install.cmake")

# The interface target with the public headers of module `name`, for module `user`. Modules of one tree may be added in any order.
function(wowhost_module_headers name user result)
    set(${result} wowhost::module::${name} PARENT_SCOPE)
    if(TARGET wowhost::module::${name})
        return()
    endif()
    if(name STREQUAL user)
        set(folder "${CMAKE_CURRENT_SOURCE_DIR}")
    elseif(IS_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}/../${name}")
        set(folder "${CMAKE_CURRENT_SOURCE_DIR}/../${name}")
    elseif(IS_DIRECTORY "${PROJECT_SOURCE_DIR}/modules/${name}")
        set(folder "${PROJECT_SOURCE_DIR}/modules/${name}")
    else()
        wowhost_nearest_module("${name}" "" hint)
        message(FATAL_ERROR "wowhost_add_module(${user}): USES names ${name}, but there is neither a folder modules/${name} nor a target "
            "wowhost::module::${name}; check the name${hint}, or add ${name} to the COMPONENTS of find_package(wowhost)")
    endif()
    get_filename_component(folder "${folder}" ABSOLUTE)
    add_library(wowhost_module_${name} INTERFACE)
    add_library(wowhost::module::${name} ALIAS wowhost_module_${name})
    if(IS_DIRECTORY "${folder}/include")
        target_include_directories(wowhost_module_${name} INTERFACE "${folder}/include")
    endif()
endfunction()

# The text of a top-level key's value in an info file, comments removed.
function(wowhost_info_section text key result)
    string(REGEX REPLACE "(^|\n)#[^\n]*" "\\1" plain "\n${text}")
    string(REGEX REPLACE "[ \t]#[^\n]*" "" plain "${plain}")
    string(FIND "${plain}" "\n${key}:" start)
    if(start EQUAL -1)
        set(${result} "" PARENT_SCOPE)
        return()
    endif()
    string(LENGTH "\n${key}:" skip)
    math(EXPR start "${start} + ${skip}")
    string(SUBSTRING "${plain}" ${start} -1 rest)
    if(rest MATCHES "\n[A-Za-z_\"']")
        string(FIND "${rest}" "${CMAKE_MATCH_0}" end)
        string(SUBSTRING "${rest}" 0 ${end} rest)
    endif()
    set(${result} "${rest}" PARENT_SCOPE)
endfunction()

# The number of the line on which a top-level key stands, or 1.
function(wowhost_info_line text key result)
    string(FIND "\n${text}" "\n${key}:" start)
    set(${result} 1 PARENT_SCOPE)
    if(NOT start EQUAL -1)
        string(SUBSTRING "\n${text}" 0 ${start} before)
        string(REGEX REPLACE "[^\n]" "" before "${before}")
        string(LENGTH "${before}" lines)
        math(EXPR lines "${lines} + 1")
        set(${result} ${lines} PARENT_SCOPE)
    endif()
endfunction()

# Stops the configuration when the info file is missing, bears another name, or does not list what is used.
function(wowhost_check_info name info uses)
    if(NOT EXISTS "${info}")
        message(FATAL_ERROR "wowhost_add_module(${name}): there is no ${info}; every module needs one "
            "(see `wowhost module new ${name}`)")
    endif()
    file(READ "${info}" text)
    wowhost_info_section("${text}" name written)
    string(REGEX REPLACE "[ \t\r\n\"']" "" written "${written}")
    if(NOT written STREQUAL name)
        wowhost_info_line("${text}" name line)
        message(FATAL_ERROR "${info}:${line}: wowhost_add_module(${name}) needs `name: ${name}`, but the file says `name: ${written}`; make "
            "them equal")
    endif()
    wowhost_info_section("${text}" dependencies dependencies)
    wowhost_info_section("${text}" optional optional)
    foreach(used IN LISTS uses)
        if(NOT "${dependencies}\n${optional}\n" MATCHES "[^a-z0-9_]${used}[^a-z0-9_:]")
            wowhost_info_line("${text}" dependencies line)
            message(FATAL_ERROR "${info}:${line}: wowhost_add_module(${name}): USES names ${used}, which the file lists neither under "
                "`dependencies` nor under `optional`; add it to one of them, or take it out of USES")
        endif()
    endforeach()
endfunction()

function(wowhost_add_module name)
    cmake_parse_arguments(ARG "UNCHECKED" "TARGET;INFO;OUTPUT_DIRECTORY" "SOURCES;USES;LIBRARIES;PUBLIC_LIBRARIES" ${ARGN})
    if(ARG_UNPARSED_ARGUMENTS OR NOT ARG_SOURCES)
        message(FATAL_ERROR "wowhost_add_module(${name} SOURCES … [USES …] [LIBRARIES …] [PUBLIC_LIBRARIES …]): SOURCES is missing, or these words are "
            "unknown: '${ARG_UNPARSED_ARGUMENTS}'")
    endif()
    if(NOT ARG_TARGET)
        set(ARG_TARGET "${name}")
    endif()
    if(NOT ARG_INFO)
        set(ARG_INFO "${name}.info.yml")
    endif()
    # A fixture is neither installed nor tested.
    set(is_real FALSE)
    if(NOT ARG_OUTPUT_DIRECTORY AND NOT ARG_UNCHECKED AND ARG_TARGET STREQUAL name)
        set(is_real TRUE)
    endif()
    if(NOT ARG_OUTPUT_DIRECTORY)
        set(ARG_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/modules")
    endif()
    get_filename_component(info "${ARG_INFO}" ABSOLUTE)
    if(NOT ARG_UNCHECKED)
        wowhost_check_info(${name} "${info}" "${ARG_USES}")
    endif()
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${info}")

    # Own headers and those of the modules used, theirs included in turn.
    wowhost_module_headers(${name} ${name} own)
    set(used_targets "")
    set(folders "${CMAKE_CURRENT_SOURCE_DIR}/include/${name}")
    foreach(used IN LISTS ARG_USES)
        wowhost_module_headers(${used} ${name} target)
        list(APPEND used_targets ${target})
        get_target_property(includes ${target} INTERFACE_INCLUDE_DIRECTORIES)
        if(includes)
            list(TRANSFORM includes APPEND "/${used}")
            list(APPEND folders ${includes})
        endif()
    endforeach()
    if(TARGET wowhost_module_${name})
        target_link_libraries(wowhost_module_${name} INTERFACE ${used_targets} ${ARG_PUBLIC_LIBRARIES})
    endif()

    # The notes: the info file verbatim and the ids of the interfaces in those headers.
    set(generated "${CMAKE_CURRENT_BINARY_DIR}/${ARG_TARGET}.notes")
    set(WOWHOST_NOTES_NAME "${name}")
    set(WOWHOST_NOTES_INFO "${info}")
    set(WOWHOST_NOTES_INTERFACES "${generated}/interfaces.txt")
    configure_file("${WOWHOST_MODULE_CMAKE_DIR}/wowhost_module_notes.cpp.in" "${generated}/notes.cpp" @ONLY)
    set(headers "")
    foreach(folder IN LISTS folders)
        file(GLOB_RECURSE found CONFIGURE_DEPENDS "${folder}/*.hpp" "${folder}/*.h")
        list(APPEND headers ${found})
    endforeach()
    list(JOIN folders "|" folders)
    add_custom_command(OUTPUT "${generated}/interfaces.txt"
        COMMAND "${CMAKE_COMMAND}" "-DFOLDERS=${folders}" "-DOUTPUT=${generated}/interfaces.txt"
            -P "${WOWHOST_MODULE_CMAKE_DIR}/wowhost_scan_interfaces.cmake"
        DEPENDS ${headers} "${WOWHOST_MODULE_CMAKE_DIR}/wowhost_scan_interfaces.cmake"
        COMMENT "Collecting interface ids of module ${name}" VERBATIM)
    set(note_files "${generated}/interfaces.txt")
    if(is_real)
        wowhost_check_info_when_built(${name} "${info}" "${generated}" note_files)
    endif()
    set_source_files_properties("${generated}/notes.cpp" PROPERTIES
        OBJECT_DEPENDS "${info};${note_files}" SKIP_UNITY_BUILD_INCLUSION ON)

    add_library(${ARG_TARGET} MODULE ${ARG_SOURCES} "${generated}/notes.cpp" ${note_files})
    target_link_libraries(${ARG_TARGET} PRIVATE ${own} ${used_targets} ${ARG_LIBRARIES} ${ARG_PUBLIC_LIBRARIES})
    if(TARGET wowhost_sdk)
        target_link_libraries(${ARG_TARGET} PRIVATE wowhost_sdk)
    else()
        target_link_libraries(${ARG_TARGET} PRIVATE wowhost::sdk)
        # simdjson's DOM, which <wow/document.hpp> is, has its kernels in the library; its header is a third shorter without them.
        target_compile_definitions(${ARG_TARGET} PRIVATE
            SIMDJSON_IMPLEMENTATION_ICELAKE=0 SIMDJSON_IMPLEMENTATION_HASWELL=0 SIMDJSON_IMPLEMENTATION_WESTMERE=0)
    endif()
    if(TARGET wowhost_warnings)
        target_link_libraries(${ARG_TARGET} PRIVATE wowhost_warnings)
    endif()
    target_compile_features(${ARG_TARGET} PRIVATE cxx_std_20)
    set_target_properties(${ARG_TARGET} PROPERTIES
        PREFIX "" SUFFIX ".so" OUTPUT_NAME "${name}" LIBRARY_OUTPUT_DIRECTORY "${ARG_OUTPUT_DIRECTORY}"
        POSITION_INDEPENDENT_CODE ON CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
        LINK_DEPENDS "${WOWHOST_MODULE_CMAKE_DIR}/wowhost_module.version")
    target_compile_options(${ARG_TARGET} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fno-gnu-unique>)
    target_link_options(${ARG_TARGET} PRIVATE
        "LINKER:--version-script=${WOWHOST_MODULE_CMAKE_DIR}/wowhost_module.version"
        "LINKER:--exclude-libs,ALL" "LINKER:-z,now")
    # A sanitizer's runtime is in the program, not in the module, when clang links.
    if(NOT (WOWHOST_SANITIZE AND CMAKE_CXX_COMPILER_ID MATCHES "Clang"))
        target_link_options(${ARG_TARGET} PRIVATE "LINKER:-z,defs")
    endif()
    if(is_real)
        wowhost_place_module(${name} "${ARG_OUTPUT_DIRECTORY}" "${ARG_USES}" "${ARG_PUBLIC_LIBRARIES}")
        wowhost_test_module(${name})
    endif()
endfunction()
