# Writes OUTPUT: the configuration SOURCE with the absolute paths of a host installed in PREFIX, whose data is in STATE.
file(READ "${SOURCE}" text)
set(modules "${PREFIX}/lib/wowhost/modules")
if(PREFIX STREQUAL "/usr")
    set(modules "/usr/local/lib/wowhost/modules, ${modules}")
endif()
foreach(change
        "url: \"sqlite:var/wowhost.db\"|url: \"sqlite:${STATE}/wowhost.db\""
        "path: [build/release/modules]         |path: [${modules}]  "
        "path: var/files |path: ${STATE}/files "
        "templates: [etc/templates] |templates: [${PREFIX}/share/wowhost/templates] "
        "static: [etc/static] |static: [${PREFIX}/share/wowhost/static] ")
    string(FIND "${change}" "|" bar)
    string(SUBSTRING "${change}" 0 ${bar} old)
    math(EXPR bar "${bar} + 1")
    string(SUBSTRING "${change}" ${bar} -1 new)
    string(FIND "${text}" "${old}" at)
    if(at EQUAL -1)
        message(FATAL_ERROR "${SOURCE} has no '${old}', which an installed configuration replaces; change packaging/installed_configuration.cmake too")
    endif()
    string(REPLACE "${old}" "${new}" text "${text}")
endforeach()
file(WRITE "${OUTPUT}" "${text}")
