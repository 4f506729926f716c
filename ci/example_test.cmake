# Installs what was built, builds an example against it, runs its tests, and compares what one of its programs prints with
# what the page shows, if that is named: cmake -DSOURCE=... -DBUILD=... -DWORK=... -DGENERATOR=... -DCOMPILER=...
# -DEXAMPLE=... [-DPRINTS=PROGRAM] -P this.
function(run)
  execute_process(COMMAND ${ARGN} OUTPUT_VARIABLE output ERROR_VARIABLE output RESULT_VARIABLE status)
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "${ARGN}\n${output}")
  endif()
endfunction()

set(example ${SOURCE}/examples/${EXAMPLE})
file(REMOVE_RECURSE ${WORK})
run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${WORK}/prefix --component development)
run(${CMAKE_COMMAND} -S ${example} -B ${WORK}/build -G ${GENERATOR} -DCMAKE_CXX_COMPILER=${COMPILER}
    -DCMAKE_PREFIX_PATH=${WORK}/prefix)
run(${CMAKE_COMMAND} --build ${WORK}/build --parallel 2)
run(${CMAKE_CTEST_COMMAND} --test-dir ${WORK}/build --output-on-failure --no-tests=error)

if(NOT PRINTS)
  return()
endif()
execute_process(COMMAND ${WORK}/build/${PRINTS} OUTPUT_VARIABLE output)
file(READ ${example}/${PRINTS}.txt expected)
string(REGEX REPLACE " +\n" "\n" output "${output}") # no file of the tree has blanks at the end of a line
if(NOT output STREQUAL expected)
  message(FATAL_ERROR "${example}/${PRINTS}.txt is not what ${PRINTS} prints:\n${output}")
endif()
