# The test kit for modules: headers <wowhost/testing/….hpp>, see sdk/testing/README.md (installed: share/doc/wowhost-dev/testing.md).
#
#   find_package(wowhost 1.0 REQUIRED COMPONENTS wow_character testing)
#   enable_testing()
#   wowhost_add_module(wow_heirloom SOURCES src/heirloom.cpp USES wow_character)
#   wowhost_add_module_test(heirloom_test SOURCES tests/heirloom_test.cpp DEPENDS wow_heirloom)
#
# wowhost::testing             a host in the process of the test; what a test program links
# wowhost::check_module        the program wowhost-check-module, which checks what every module promises
#
# wowhost_add_module_test(NAME SOURCES … [DEPENDS …] [RECORDED FOLDER] [PLAIN])
#   a test program and its tests in CTest. DEPENDS names modules of this project, which are built before and found by name
#   (`wowhost::testing::Host host("wow_heirloom")`; their public headers can be included), and libraries to link. Installed modules are found
#   too. With Catch2 (2.13 or 3; package `catch2`) each case is a test `NAME: case`; PLAIN: a program with a main of its own, one test NAME,
#   where exit code 0 is success. RECORDED: the folder that WOWHOST_TEST_RECORDED names.
#
# wowhost_add_contract_test(NAME [ARGUMENTS …])
#   the test `NAME: contract`: wowhost-check-module on the module's file. wowhost_add_module() calls it; ARGUMENTS for another call are options
#   of that program (`--not-called`, `--config`).

if(NOT TARGET wowhost::testing AND NOT TARGET wowhost_testing AND DEFINED wowhost_root
    AND EXISTS "${wowhost_root}/lib/wowhost/testing/libwowhost_testing.so" AND EXISTS "${wowhost_root}/bin/wowhost-check-module")
    add_library(wowhost::testing SHARED IMPORTED)
    set_target_properties(wowhost::testing PROPERTIES
        IMPORTED_LOCATION "${wowhost_root}/lib/wowhost/testing/libwowhost_testing.so" IMPORTED_NO_SONAME ON INTERFACE_LINK_LIBRARIES wowhost::sdk)
    add_executable(wowhost::check_module IMPORTED)
    set_target_properties(wowhost::check_module PROPERTIES IMPORTED_LOCATION "${wowhost_root}/bin/wowhost-check-module")
endif()

# Folders with modules besides those of the project itself.
function(wowhost_other_modules result)
    if(DEFINED wowhost_MODULES_DIR)
        set(${result} "${wowhost_MODULES_DIR}" PARENT_SCOPE)
    else()
        set(${result} "${PROJECT_BINARY_DIR}/modules" PARENT_SCOPE)
    endif()
endfunction()

function(wowhost_add_contract_test name)
    cmake_parse_arguments(ARG "" "" "ARGUMENTS" ${ARGN})
    wowhost_other_modules(others)
    set(folders "")
    foreach(folder IN LISTS others)
        list(APPEND folders --modules "${folder}")
    endforeach()
    add_test(NAME "${name}: contract" COMMAND wowhost::check_module "$<TARGET_FILE:${name}>" ${folders} ${ARG_ARGUMENTS})
    set_tests_properties("${name}: contract" PROPERTIES TIMEOUT 300 LABELS contract)
endfunction()

function(wowhost_add_module_test name)
    cmake_parse_arguments(ARG "PLAIN" "RECORDED" "SOURCES;DEPENDS" ${ARGN})
    if(ARG_UNPARSED_ARGUMENTS OR NOT ARG_SOURCES)
        message(FATAL_ERROR "wowhost_add_module_test(${name} SOURCES … [DEPENDS …] [RECORDED FOLDER] [PLAIN]): SOURCES is missing, or these "
            "words are unknown: '${ARG_UNPARSED_ARGUMENTS}'")
    endif()
    if(NOT TARGET wowhost::testing)
        message(FATAL_ERROR "wowhost_add_module_test(${name}): there is no wowhost::testing; install the package wowhost-dev")
    endif()
    add_executable(${name} ${ARG_SOURCES})
    target_link_libraries(${name} PRIVATE wowhost::testing)
    target_compile_features(${name} PRIVATE cxx_std_20)
    set(folders "")
    foreach(one IN LISTS ARG_DEPENDS)
        set(type "")
        if(TARGET ${one})
            get_target_property(type ${one} TYPE)
        endif()
        if(type STREQUAL "MODULE_LIBRARY")
            add_dependencies(${name} ${one})
            list(APPEND folders "$<TARGET_FILE_DIR:${one}>")
            get_target_property(module ${one} OUTPUT_NAME)
            if(TARGET wowhost::module::${module})
                target_link_libraries(${name} PRIVATE wowhost::module::${module})
            endif()
        elseif(TARGET wowhost::module::${one})
            target_link_libraries(${name} PRIVATE wowhost::module::${one})
        else()
            target_link_libraries(${name} PRIVATE ${one})
        endif()
    endforeach()
    wowhost_other_modules(others)
    list(APPEND folders ${others})
    list(JOIN folders ":" folders)
    target_compile_definitions(${name} PRIVATE WOWHOST_TEST_MODULES="${folders}")
    if(EXISTS "${CMAKE_CURRENT_SOURCE_DIR}/templates")
        target_compile_definitions(${name} PRIVATE WOWHOST_TEST_TEMPLATES="${CMAKE_CURRENT_SOURCE_DIR}/templates")
    elseif(DEFINED wowhost_root AND EXISTS "${wowhost_root}/share/wowhost/templates")
        target_compile_definitions(${name} PRIVATE WOWHOST_TEST_TEMPLATES="${wowhost_root}/share/wowhost/templates")
    endif()
    if(ARG_RECORDED)
        get_filename_component(recorded "${ARG_RECORDED}" ABSOLUTE)
        target_compile_definitions(${name} PRIVATE WOWHOST_TEST_RECORDED="${recorded}")
    endif()
    if(ARG_PLAIN)
        add_test(NAME ${name} COMMAND ${name})
        set_tests_properties(${name} PROPERTIES TIMEOUT 300)
        return()
    endif()
    find_package(Catch2 QUIET)
    if(NOT TARGET Catch2::Catch2WithMain)
        message(FATAL_ERROR "wowhost_add_module_test(${name}): Catch2 is not there; install the package catch2, or say PLAIN and write a main")
    endif()
    target_link_libraries(${name} PRIVATE Catch2::Catch2WithMain)
    include(Catch)
    catch_discover_tests(${name} TEST_PREFIX "${name}: " PROPERTIES TIMEOUT 300)
endfunction()
