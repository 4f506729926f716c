# Compiles a client with each compiler that is here, at each level of optimization, and runs it: what is found must not
# depend on either. cmake -DSOURCE=... -DINCLUDE=... -DLIBRARY=... -DWORK=... -DCOMPILERS=... [-DOTHERS=...] -P this.
# OTHERS are further combinations of flags.
file(MAKE_DIRECTORY ${WORK})
foreach(compiler IN LISTS COMPILERS)
  foreach(level -O0 -Og -O1 -O2 -O3 ${OTHERS})
    set(program ${WORK}/client)
    separate_arguments(flags UNIX_COMMAND "${level}")
    execute_process(
      COMMAND ${compiler} -std=c++20 ${flags} -DTURNSTILE_CHECKING -I${INCLUDE} -I${INCLUDE}/include ${SOURCE} -o ${program}
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
