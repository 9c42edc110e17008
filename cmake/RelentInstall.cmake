# The C++ side of an install tree, component "dev": public headers, the rooms' libraries and the package that
# find_package(relent) reads. It is kept out of a plain install, so that a Python wheel holds none of it.
#   cmake --install build/release --component dev --prefix /somewhere
include(CMakePackageConfigHelpers)
set(relent_package_dir ${RELENT_LIBDIR}/cmake/relent)

install(DIRECTORY include/relent DESTINATION include COMPONENT dev EXCLUDE_FROM_ALL FILES_MATCHING PATTERN *.hpp)
install(EXPORT relentTargets NAMESPACE relent:: DESTINATION ${relent_package_dir} COMPONENT dev EXCLUDE_FROM_ALL)
if(RELENT_ARROW_FOUND)
  install(EXPORT relentFilesTargets NAMESPACE relent:: DESTINATION ${relent_package_dir} COMPONENT dev EXCLUDE_FROM_ALL)
endif()

configure_package_config_file(cmake/relentConfig.cmake.in relentConfig.cmake INSTALL_DESTINATION ${relent_package_dir})
write_basic_package_version_file(relentConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/relentConfig.cmake ${PROJECT_BINARY_DIR}/relentConfigVersion.cmake
              ${PROJECT_SOURCE_DIR}/cmake/RelentArrow.cmake ${PROJECT_SOURCE_DIR}/cmake/RelentLapack.cmake
        DESTINATION ${relent_package_dir} COMPONENT dev EXCLUDE_FROM_ALL)
