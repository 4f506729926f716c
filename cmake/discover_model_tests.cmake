# Writes a CTest file with one test for each contracted row, and one for the memory orders of each right form that the
# exhaustive engine explores: cmake -DTURNSTILE=program -DTESTS=file -DLONG=form;form -P this. LONG: those whose orders
# take more than some seconds.
cmake_policy(SET CMP0057 NEW) # IN_LIST

execute_process(COMMAND ${TURNSTILE} list --json OUTPUT_VARIABLE list COMMAND_ERROR_IS_FATAL ANY)

set(tests "")
string(JSON algorithms LENGTH "${list}" algorithms)
math(EXPR last_algorithm "${algorithms} - 1")
foreach(a RANGE ${last_algorithm})
  string(JSON stem GET "${list}" algorithms ${a} name)
  string(JSON variants LENGTH "${list}" algorithms ${a} variants)
  math(EXPR last_variant "${variants} - 1")
  foreach(v RANGE ${last_variant})
    string(JSON variant GET "${list}" algorithms ${a} variants ${v} name)
    foreach(property mutual_exclusion progress bounded_waiting linearizability)
      string(JSON expected GET "${list}" algorithms ${a} variants ${v} contract ${property} verdict)
      if(expected STREQUAL "not_applicable")
        continue()
      endif()
      set(labels model)
      if(variant MATCHES "^broken_")
        list(APPEND labels broken)
      endif()
      string(JSON engines LENGTH "${list}" algorithms ${a} variants ${v} contract ${property} engines)
      math(EXPR last_engine "${engines} - 1")
      foreach(e RANGE ${last_engine})
        string(JSON engine GET "${list}" algorithms ${a} variants ${v} contract ${property} engines ${e})
        set(name model.${stem}.${variant}.${property}.${engine})
        string(APPEND tests "add_test([=[${name}]=] \"${TURNSTILE}\" check ${stem}/${variant} --property ${property} "
                            "--engine ${engine} --jobs 1)\n"
                            "set_tests_properties([=[${name}]=] PROPERTIES LABELS \"${labels}\" TIMEOUT 600)\n")
      endforeach()
    endforeach()
    string(JSON has_orders GET "${list}" algorithms ${a} variants ${v} has_orders)
    if(has_orders AND NOT variant MATCHES "^broken_")
      set(label model)
      if(${stem}/${variant} IN_LIST LONG)
        set(label long)
      endif()
      set(name model.${stem}.${variant}.orders.rc11)
      string(APPEND tests "add_test([=[${name}]=] \"${TURNSTILE}\" orders ${stem}/${variant} --jobs 1)\n"
                          "set_tests_properties([=[${name}]=] PROPERTIES LABELS ${label} TIMEOUT 600)\n")
    endif()
  endforeach()
endforeach()
file(WRITE ${TESTS} "${tests}")
