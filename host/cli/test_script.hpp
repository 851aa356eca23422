// A `.test` file: what the command line does, as data. Read as documentation, run by `wowhost test`.
//
//     # Installing twice changes nothing.
//     modules greeter
//     config
//         greeter: { greeting: hail }
//
//     $ wowhost install greeter
//     json {"installed": ["greeter"]}
//     $ wowhost install greeter
//     stderr contains Nothing to do
//
// `$` begins a step; what is expected of it follows. A block is what is indented by four spaces below a line. `${name}`
// is replaced by what `let` or `service` gave it; `${folder}` is the test's own folder, `${here}` the one its file is
// in.
#pragma once

#include <wowhost/value.hpp>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace wowhost::cli {

/// What a step must show.
struct Expectation {
    enum class Kind {
        exit_code, ///< `exit 3`; 0 unless said otherwise
        status, ///< `status 404`, of a request; 200 unless said otherwise
        exact, ///< `stdout` and a block; `stdout empty`
        contains, ///< `stdout contains TEXT`
        lacks, ///< `stdout lacks TEXT`
        json, ///< `json VALUE`: what it names must be there; see matches()
        let, ///< `let NAME = /pointer`: keeps what stands there
    };
    Kind kind = Kind::exit_code;
    std::size_t line = 0;
    bool of_errors = false; ///< stderr, not stdout
    std::int64_t number = 0;
    std::string text; ///< Of json: as written, since variables are put in later. Of let: the pointer.
    std::string name;
};

struct TestStep {
    enum class Kind { command, request };
    Kind kind = Kind::command;
    std::size_t line = 0;
    std::string text; ///< `wowhost …`, or `GET URL`, `POST URL BODY`; a URL "/…" is of the test's own site
    std::vector<Expectation> expected;
};

struct TestService {
    std::size_t line = 0;
    std::string name;
    std::string command;
};

struct TestScript {
    std::vector<std::string> modules; ///< That must be there.
    std::string configuration;
    std::vector<std::pair<std::string, std::string>> files; ///< Name and content.
    std::vector<TestService> services;
    std::vector<TestStep> steps;
};

/// Throws Error(invalid_argument) "FILE:LINE: …".
TestScript parse_test(const std::string& text, const std::string& file);

/// Words as a shell splits them: quotes of both kinds, backslash outside of single ones. Throws
/// Error(invalid_argument).
std::vector<std::string> split_words(const std::string& text);

/// Why `actual` is not as `expected` says, one sentence per place ("/installed/0: …"); empty when it is. Of an object
/// the members named must match, others may be there; an array must have the same length unless its last item is "...".
/// "<any>", "<text>", "<number>", "<boolean>" and "<not null>" stand for values.
std::vector<std::string> mismatches(const Value& expected, const Value& actual);

/// Lines that differ, with "-" for what was expected and "+" for what came; empty when equal.
std::string line_difference(const std::string& expected, const std::string& actual);

} // namespace wowhost::cli
