# Compiles a client with each compiler that is here, at each level of optimization, and runs it: what is found must not
# depend on either. cmake -DSOURCE=... -DINCLUDE=... -DLIBRARY=... -DWORK=... -DCOMPILERS=... -P this.
file(MAKE_DIRECTORY ${WORK})
foreach(compiler IN LISTS COMPILERS)
  foreach(level -O0 -Og -O1 -O2 -O3)
    set(program ${WORK}/client)
    execute_process(
      COMMAND ${compiler} -std=c++20 ${level} -DTURNSTILE_CHECKING -I${INCLUDE} -I${INCLUDE}/include ${SOURCE} -o ${program}
              ${LIBRARY} -pthread -ldl
      RESULT_VARIABLE status
      ERROR_VARIABLE output)
    if(NOT status EQUAL 0)
      message(FATAL_ERROR "${compiler} ${level}: does not compile\n${output}")
    endif()
    execute_process(COMMAND ${program} RESULT_VARIABLE status OUTPUT_VARIABLE output)
    if(NOT status EQUAL 0)
      message(FATAL_ERROR "${compiler} ${level}: ${status}\n${output}")
    endif()
    message(STATUS "${compiler} ${level}: as expected")
  endforeach()
endforeach()
