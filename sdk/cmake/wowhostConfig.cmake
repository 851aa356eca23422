# find_package(wowhost 1.0 COMPONENTS wow_character): the SDK, and the public headers of the modules named, with those that they use in turn.
#
#   wowhost::sdk               the headers <wowhost/…>
#   wowhost::module::NAME      the public headers of a module
#   wowhost::program           the program, by which info files and modules are checked
#   wowhost_MODULES            the names of all modules that may be asked for
#   wowhost_MODULES_DIR        where the modules' files are
#   wowhost_add_module()       see wowhost_module.cmake, beside this file
#   wowhost_add_module_test()  see wowhost_testing.cmake, beside this file
#
# The version is that of the SDK. A module of a third party is a component once it is installed into a prefix that CMake searches.

get_filename_component(wowhost_own "${CMAKE_CURRENT_LIST_DIR}" REALPATH)
get_filename_component(wowhost_root "${wowhost_own}/../../.." ABSOLUTE)
set(wowhost_MODULES_DIR "${wowhost_root}/lib/wowhost/modules")
set(wowhost_complaint "")

if(NOT CMAKE_CXX_COMPILER_LOADED)
    set(wowhost_complaint "C++ is not enabled; write project(NAME LANGUAGES CXX) before find_package(wowhost)")
elseif(NOT EXISTS "${wowhost_root}/bin/wowhost")
    set(wowhost_complaint "the program ${wowhost_root}/bin/wowhost, which checks modules, is not installed; install the package wowhost")
endif()

if(NOT wowhost_complaint AND NOT TARGET wowhost::sdk)
    add_library(wowhost::sdk INTERFACE IMPORTED)
    set_target_properties(wowhost::sdk PROPERTIES
        INTERFACE_INCLUDE_DIRECTORIES "${wowhost_root}/include" INTERFACE_COMPILE_FEATURES cxx_std_20)
    add_executable(wowhost::program IMPORTED)
    set_target_properties(wowhost::program PROPERTIES IMPORTED_LOCATION "${wowhost_root}/bin/wowhost")
endif()

# The components: one file per module, in this prefix and in those that CMake searches.
set(wowhost_MODULES "")
string(REPLACE ":" ";" wowhost_prefixes "$ENV{CMAKE_PREFIX_PATH}")
foreach(folder IN ITEMS "${wowhost_root}" ${CMAKE_PREFIX_PATH} ${wowhost_prefixes} ${CMAKE_SYSTEM_PREFIX_PATH})
    file(GLOB wowhost_files "${folder}/lib/cmake/wowhost/modules/*.cmake")
    foreach(file IN LISTS wowhost_files)
        get_filename_component(name "${file}" NAME_WE)
        if(NOT name IN_LIST wowhost_MODULES)
            list(APPEND wowhost_MODULES ${name})
            set(wowhost_file_${name} "${file}")
        endif()
    endforeach()
endforeach()
list(SORT wowhost_MODULES)
include("${CMAKE_CURRENT_LIST_DIR}/wowhost_module.cmake")

include(CMakeFindDependencyMacro)
# wowhost::module::NAME for what is asked for, and for what that uses in turn.
set(wowhost_waiting ${wowhost_FIND_COMPONENTS})
list(REMOVE_ITEM wowhost_waiting testing)
set(wowhost_testing_FOUND FALSE)
while(wowhost_waiting AND NOT wowhost_complaint)
    list(POP_FRONT wowhost_waiting name)
    if(NOT name IN_LIST wowhost_MODULES)
        set(wowhost_${name}_FOUND FALSE)
        if(NOT name IN_LIST wowhost_FIND_COMPONENTS OR wowhost_FIND_REQUIRED_${name})
            wowhost_nearest_module("${name}" "" wowhost_hint)
            string(REPLACE ";" ", " wowhost_known "${wowhost_MODULES}")
            set(wowhost_complaint "there is no module ${name}${wowhost_hint} (there are ${wowhost_known}; others are found when CMAKE_PREFIX_PATH names where they are installed)")
        endif()
        continue()
    endif()
    set(wowhost_${name}_FOUND TRUE)
    if(TARGET wowhost::module::${name})
        continue()
    endif()
    include("${wowhost_file_${name}}")
    list(APPEND wowhost_waiting ${wowhost_module_uses})
    list(TRANSFORM wowhost_module_uses PREPEND wowhost::module::)
    foreach(library IN LISTS wowhost_module_libraries)
        if(library MATCHES "^([^:]+)::" AND NOT TARGET ${library})
            find_dependency(${CMAKE_MATCH_1})
        endif()
    endforeach()
    add_library(wowhost::module::${name} INTERFACE IMPORTED)
    set_target_properties(wowhost::module::${name} PROPERTIES
        INTERFACE_LINK_LIBRARIES "${wowhost_module_uses};${wowhost_module_libraries}")
    get_filename_component(folder "${wowhost_file_${name}}" REALPATH)
    get_filename_component(folder "${folder}/../../../../.." ABSOLUTE)
    if(IS_DIRECTORY "${folder}/include/wowhost-modules/${name}")
        set_target_properties(wowhost::module::${name} PROPERTIES
            INTERFACE_INCLUDE_DIRECTORIES "${folder}/include/wowhost-modules/${name}")
    endif()
endwhile()

if(NOT wowhost_complaint)
    include("${CMAKE_CURRENT_LIST_DIR}/wowhost_testing.cmake" OPTIONAL RESULT_VARIABLE wowhost_testing_file)
    if(TARGET wowhost::testing)
        set(wowhost_testing_FOUND TRUE)
    elseif("testing" IN_LIST wowhost_FIND_COMPONENTS AND wowhost_FIND_REQUIRED_testing)
        set(wowhost_complaint "the test kit is not installed")
    endif()
endif()
if(wowhost_complaint)
    set(wowhost_FOUND FALSE)
    set(wowhost_NOT_FOUND_MESSAGE "${wowhost_complaint}.")
endif()
