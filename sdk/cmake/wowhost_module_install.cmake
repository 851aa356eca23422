# What wowhost_add_module() does besides compiling: checks the info file, puts templates beside the module, installs, tests. Included by
# wowhost_module.cmake.

# Checks the info file at build time, with file and line, by the program of the installed SDK. Appends a file to `stamps` that depends on it.
function(wowhost_check_info_when_built name info generated stamps)
    if(NOT TARGET wowhost::program)
        return()
    endif()
    set(stamp "${generated}/info.checked")
    add_custom_command(OUTPUT "${stamp}"
        COMMAND "${CMAKE_COMMAND}" "-DPROGRAM=$<TARGET_FILE:wowhost::program>" "-DINFO=${info}" "-DSTAMP=${stamp}"
            -P "${WOWHOST_MODULE_CMAKE_DIR}/wowhost_check_info.cmake"
        DEPENDS "${info}" "${WOWHOST_MODULE_CMAKE_DIR}/wowhost_check_info.cmake"
        COMMENT "Checking ${name}.info.yml" VERBATIM)
    set(${stamps} ${${stamps}} "${stamp}" PARENT_SCOPE)
endfunction()

# Templates beside the module's file, as in an installed site, and the rules of `cmake --install`.
function(wowhost_place_module name output uses public_libraries)
    set(folder "${CMAKE_CURRENT_SOURCE_DIR}")
    set(copies "")
    file(GLOB_RECURSE templates CONFIGURE_DEPENDS RELATIVE "${folder}/templates" "${folder}/templates/*.html")
    foreach(file IN LISTS templates)
        add_custom_command(OUTPUT "${output}/templates/${file}"
            COMMAND "${CMAKE_COMMAND}" -E copy "${folder}/templates/${file}" "${output}/templates/${file}"
            DEPENDS "${folder}/templates/${file}")
        list(APPEND copies "${output}/templates/${file}")
    endforeach()
    if(copies)
        add_custom_target(${name}_templates ALL DEPENDS ${copies})
        install(DIRECTORY "${folder}/templates/" DESTINATION lib/wowhost/modules/templates COMPONENT host FILES_MATCHING PATTERN "*.html")
    endif()

    set_property(GLOBAL APPEND PROPERTY wowhost_installed_modules ${name})
    install(TARGETS ${name} LIBRARY DESTINATION lib/wowhost/modules COMPONENT host)
    if(IS_DIRECTORY "${folder}/include/${name}")
        install(DIRECTORY "${folder}/include/${name}" DESTINATION "include/wowhost-modules/${name}" COMPONENT sdk
            FILES_MATCHING PATTERN "*.hpp" PATTERN "*.h")
    endif()
    set(component "${CMAKE_CURRENT_BINARY_DIR}/${name}.component/${name}.cmake")
    file(CONFIGURE OUTPUT "${component}" @ONLY CONTENT
"# Module @name@ for find_package(wowhost COMPONENTS @name@): what its public headers need.
set(wowhost_module_uses @uses@)
set(wowhost_module_libraries @public_libraries@)
")
    install(FILES "${component}" DESTINATION lib/cmake/wowhost/modules COMPONENT sdk)
endfunction()

# The tests that every module gets: `NAME: verify`, `NAME: contract` where the test kit is installed, and `NAME: FILE.test` for each file
# tests/FILE.test beside its CMakeLists.txt (see the kit's README), run by `wowhost test` on a site of its own.
function(wowhost_test_module name)
    if(NOT TARGET wowhost::program)
        return()
    endif()
    add_test(NAME "${name}: verify" COMMAND wowhost::program module verify "$<TARGET_FILE:${name}>")
    if(TARGET wowhost::testing AND COMMAND wowhost_add_contract_test)
        wowhost_add_contract_test(${name})
    endif()
    set(folders "")
    foreach(folder IN LISTS wowhost_MODULES_DIR)
        list(APPEND folders --modules "${folder}")
    endforeach()
    file(GLOB cases CONFIGURE_DEPENDS RELATIVE "${CMAKE_CURRENT_SOURCE_DIR}/tests" "${CMAKE_CURRENT_SOURCE_DIR}/tests/*.test")
    foreach(case IN LISTS cases)
        add_test(NAME "${name}: ${case}"
            COMMAND wowhost::program --quiet test "${CMAKE_CURRENT_SOURCE_DIR}/tests/${case}" --modules "$<TARGET_FILE_DIR:${name}>" ${folders})
        set_tests_properties("${name}: ${case}" PROPERTIES TIMEOUT 300 LABELS cases)
    endforeach()
endfunction()
