# Installs the algorithms alone, as a packager would, and builds and runs a program against what was installed:
# cmake -DSOURCE=... -DWORK=... -DGENERATOR=... -DCOMPILER=... -P this.
function(run)
  execute_process(COMMAND ${ARGN} OUTPUT_VARIABLE output ERROR_VARIABLE output RESULT_VARIABLE status)
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "${ARGN}\n${output}")
  endif()
endfunction()

file(REMOVE_RECURSE ${WORK})
set(options -G ${GENERATOR} -DCMAKE_CXX_COMPILER=${COMPILER})
run(${CMAKE_COMMAND} -S ${SOURCE} -B ${WORK}/build ${options} -DTURNSTILE_BUILD_TOOLS=OFF
    -DCMAKE_INSTALL_PREFIX=${WORK}/prefix)
run(${CMAKE_COMMAND} --build ${WORK}/build)
run(${CMAKE_COMMAND} --install ${WORK}/build)
run(${CMAKE_COMMAND} -S ${SOURCE}/ci/consumer -B ${WORK}/consumer ${options} -DCMAKE_PREFIX_PATH=${WORK}/prefix)
run(${CMAKE_COMMAND} --build ${WORK}/consumer)
run(${WORK}/consumer/consumer)

# Who asks for more is told so.
execute_process(
  COMMAND ${CMAKE_COMMAND} -S ${SOURCE}/examples/check_your_own -B ${WORK}/checks ${options}
          -DCMAKE_PREFIX_PATH=${WORK}/prefix
  OUTPUT_QUIET
  ERROR_VARIABLE output)
if(NOT output MATCHES "component check was not")
  message(FATAL_ERROR "the component that is missing is not named:\n${output}")
endif()
