# Run by wowhost_add_module() at build time: prints each mistake of an info file as FILE:LINE: SENTENCE, and fails when there is one.
#   cmake -DPROGRAM=wowhost -DINFO=name.info.yml -DSTAMP=file -P wowhost_check_info.cmake
execute_process(COMMAND "${PROGRAM}" --format json module verify "${INFO}"
    RESULT_VARIABLE code OUTPUT_VARIABLE answer ERROR_VARIABLE trouble)
if(code EQUAL 0)
    file(TOUCH "${STAMP}")
    return()
endif()
string(JSON count ERROR_VARIABLE problem LENGTH "${answer}" reasons)
if(problem)
    message(FATAL_ERROR "${PROGRAM} module verify ${INFO} failed: ${answer}${trouble}")
endif()
math(EXPR last "${count} - 1")
set(sentences "")
foreach(number RANGE ${last})
    string(JSON sentence GET "${answer}" reasons ${number})
    string(APPEND sentences "${sentence}\n")
endforeach()
# Bare lines, so that editors and CI find file and line.
execute_process(COMMAND "${CMAKE_COMMAND}" -E echo_append "${sentences}" COMMAND_ERROR_IS_FATAL ANY)
message(FATAL_ERROR "the info file has mistakes, see above")
