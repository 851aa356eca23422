# CPack: the packages wowhost (component host) and wowhost-dev (component sdk). `./dev package` runs it.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME wowhost)
set(CPACK_PACKAGE_VENDOR "the wowhost authors")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "") # each package has its own, the first line of its description
set(CPACK_PACKAGE_VERSION "${PROJECT_VERSION}")
set(CPACK_COMPONENTS_ALL host sdk)
set(CPACK_COMPONENTS_GROUPING IGNORE)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_PACKAGE_DIRECTORY "${PROJECT_BINARY_DIR}/packages")
# A name and address of the builder's, as Debian's tools take them.
set(CPACK_PACKAGE_CONTACT "the wowhost authors <packages@wowhost.example>")
if(DEFINED ENV{DEBEMAIL} AND DEFINED ENV{DEBFULLNAME})
    set(CPACK_PACKAGE_CONTACT "$ENV{DEBFULLNAME} <$ENV{DEBEMAIL}>")
endif()

set(release 1)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE ${release})
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)

set(CPACK_DEBIAN_HOST_PACKAGE_NAME wowhost)
set(CPACK_DEBIAN_HOST_PACKAGE_SECTION web)
set(CPACK_DEBIAN_HOST_PACKAGE_DEPENDS adduser)
set(CPACK_DEBIAN_HOST_PACKAGE_SUGGESTS "postgresql, nginx")
set(CPACK_COMPONENT_HOST_DESCRIPTION "host for modules that bring game data into a site's database
wowhost keeps data of World of Warcraft from Battle.net in a site's own
database: realms, achievements, mounts, characters, guilds and what they have
achieved and collected. It shows them as a website and by JSON:API, stays
within the limits of requests, and deletes what may no longer be kept.
.
Everything about the game is in modules, which are installed and uninstalled
one by one; wowhost-dev has what is needed to write further ones.")
set(scripts "${CMAKE_CURRENT_SOURCE_DIR}/debian")
set(CPACK_DEBIAN_HOST_PACKAGE_CONTROL_EXTRA "${scripts}/conffiles;${scripts}/postinst;${scripts}/prerm;${scripts}/postrm")

set(CPACK_DEBIAN_SDK_PACKAGE_NAME wowhost-dev)
set(CPACK_DEBIAN_SDK_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_SDK_PACKAGE_DEPENDS
    "wowhost (= ${PROJECT_VERSION}-${release}), cmake (>= 3.25), g++ (>= 4:12) | clang (>= 1:14), libsimdjson-dev, nlohmann-json3-dev")
set(CPACK_DEBIAN_SDK_PACKAGE_RECOMMENDS "ninja-build | make, catch2, libsodium-dev")
set(CPACK_COMPONENT_SDK_DESCRIPTION "SDK for modules of wowhost
What is needed to write, build and test modules for wowhost: headers, a CMake
package (find_package(wowhost)), a template, a test kit, and
battlenet-sandbox, a simulated Battle.net with a world of real size.")

# After staging: what only a Debian package has.
configure_file("${CMAKE_CURRENT_SOURCE_DIR}/stage.cmake" "${CMAKE_CURRENT_BINARY_DIR}/stage.cmake" @ONLY)
set(CPACK_PRE_BUILD_SCRIPTS "${CMAKE_CURRENT_BINARY_DIR}/stage.cmake")
include(CPack)
