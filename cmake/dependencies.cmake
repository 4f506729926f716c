# The libraries that the checkers and the tests are built on; algorithms/ needs none of them.
#
# An installed package comes first. Where there is none, the pinned source is fetched and built: what Debian 13 has,
# each by the hash of its archive or by its full commit. The targets are the same either way:
#
#   GTest::gtest   GTest::gtest_main   GTest::gmock (a package can lack it)
#   rapidcheck::rapidcheck   relacy::relacy
#   CLI11::CLI11   fmt::fmt            nlohmann_json::nlohmann_json   tomlplusplus::tomlplusplus
#   benchmark::benchmark (only with TURNSTILE_BUILD_BENCHMARKS)
#
# Without a network, FETCHCONTENT_SOURCE_DIR_<NAME> names a source that is already there.

include_guard(GLOBAL)
include(FetchContent)

option(TURNSTILE_FETCH_DEPENDENCIES "Fetch the pinned sources even of the libraries that are installed" OFF)

# turnstile_find_or_fetch(NAME ...), the rest as in FetchContent_Declare(): find it, or fetch it and add its targets.
function(turnstile_find_or_fetch name)
  if(TURNSTILE_FETCH_DEPENDENCIES)
    set(FETCHCONTENT_TRY_FIND_PACKAGE_MODE NEVER)
  endif()
  # A subdirectory that does not exist makes this fetch and no more: only add_subdirectory() can exclude a dependency
  # from `all` and from `install` (FetchContent itself learnt that in CMake 3.28).
  FetchContent_Declare(${name} SOURCE_SUBDIR only-fetched ${ARGN})
  FetchContent_MakeAvailable(${name})
  if(NOT ${name}_SOURCE_DIR)
    return() # found
  endif()
  message(STATUS "Building ${name} from its pinned source")

  set(BENCHMARK_ENABLE_TESTING OFF)
  set(BENCHMARK_ENABLE_WERROR OFF)
  set(CMAKE_COMPILE_WARNING_AS_ERROR OFF) # the warnings of others are not our errors
  set(CMAKE_POLICY_VERSION_MINIMUM 3.10) # RapidCheck and CLI11 ask for less than CMake 4 knows
  if(EXISTS "${${name}_SOURCE_DIR}/CMakeLists.txt")
    add_subdirectory("${${name}_SOURCE_DIR}" "${${name}_BINARY_DIR}" EXCLUDE_FROM_ALL SYSTEM)
  endif()
  set(${name}_SOURCE_DIR "${${name}_SOURCE_DIR}" PARENT_SCOPE)
endfunction()

# Relacy is headers only, and comes without a CMake package.
function(turnstile_find_or_fetch_relacy)
  find_path(RELACY_INCLUDE_DIR relacy/relacy.hpp)
  mark_as_advanced(RELACY_INCLUDE_DIR)
  set(include_dir "${RELACY_INCLUDE_DIR}")
  if(TURNSTILE_FETCH_DEPENDENCIES OR NOT include_dir)
    turnstile_find_or_fetch(relacy
      GIT_REPOSITORY https://github.com/dvyukov/relacy.git
      GIT_TAG acc09bbe65a1837a08912774c7fed178547514e6 # 2019-10-25: the tests pin what this version sees and misses
    )
    set(include_dir "${relacy_SOURCE_DIR}")
  endif()
  add_library(relacy::relacy INTERFACE IMPORTED)
  target_include_directories(relacy::relacy SYSTEM INTERFACE "${include_dir}")
endfunction()

# Google Benchmark is nobody's need but the benchmarks': by default it is used where it is installed, and not fetched.
function(turnstile_find_benchmark)
  if(TURNSTILE_BUILD_BENCHMARKS STREQUAL "AUTO")
    find_package(benchmark 1.7 CONFIG QUIET)
  elseif(TURNSTILE_BUILD_BENCHMARKS)
    turnstile_find_or_fetch(benchmark
      URL https://github.com/google/benchmark/archive/refs/tags/v1.9.1.tar.gz
      URL_HASH SHA256=32131c08ee31eeff2c8968d7e874f3cb648034377dfc32a4c377fa8796d84981
      FIND_PACKAGE_ARGS 1.7 CONFIG QUIET
    )
  endif()
endfunction()

# To be called once, in the top directory: the targets of installed packages are seen from there downwards.
function(turnstile_find_dependencies)
  turnstile_find_or_fetch(googletest
    URL https://github.com/google/googletest/releases/download/v1.16.0/googletest-1.16.0.tar.gz
    URL_HASH SHA256=78c676fc63881529bf97bf9d45948d905a66833fbfa5318ea2cd7478cb98f399
    FIND_PACKAGE_ARGS 1.12 NAMES GTest QUIET
  )
  turnstile_find_or_fetch(rapidcheck
    GIT_REPOSITORY https://github.com/emil-e/rapidcheck.git
    GIT_TAG a5724ea5b0b00147109b0605c377f1e54c353ba2 # 2023-04-16; there are no releases
    GIT_SUBMODULES "" # its own tests' libraries
    FIND_PACKAGE_ARGS CONFIG QUIET
  )
  turnstile_find_or_fetch(cli11
    URL https://github.com/CLIUtils/CLI11/archive/refs/tags/v2.4.1.tar.gz
    URL_HASH SHA256=73b7ec52261ce8fe980a29df6b4ceb66243bb0b779451dbd3d014cfec9fdbb58
    FIND_PACKAGE_ARGS 2.1 NAMES CLI11 QUIET
  )
  turnstile_find_or_fetch(fmt
    URL https://github.com/fmtlib/fmt/archive/refs/tags/10.1.1.tar.gz
    URL_HASH SHA256=78b8c0a72b1c35e4443a7e308df52498252d1cefc2b08c9a97bc9ee6cfe61f8b
    FIND_PACKAGE_ARGS 9.1 CONFIG QUIET
  )
  turnstile_find_or_fetch(nlohmann_json
    URL https://github.com/nlohmann/json/releases/download/v3.11.3/json.tar.xz
    URL_HASH SHA256=d6c65aca6b1ed68e7a182f4757257b107ae403032760ed6ef121c9d55e81757d
    FIND_PACKAGE_ARGS 3.11 CONFIG QUIET
  )
  turnstile_find_or_fetch(tomlplusplus
    URL https://github.com/marzer/tomlplusplus/archive/refs/tags/v3.4.0.tar.gz
    URL_HASH SHA256=8517f65938a4faae9ccf8ebb36631a38c1cadfb5efa85d9a72e15b9e97d25155
    FIND_PACKAGE_ARGS 3.0 CONFIG QUIET
  )
  turnstile_find_or_fetch_relacy()
  turnstile_find_benchmark()

  if(NOT TARGET rapidcheck::rapidcheck) # upstream and Debian export the bare name
    add_library(rapidcheck::rapidcheck ALIAS rapidcheck)
  endif()
endfunction()
