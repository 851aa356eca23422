// The program: from words to a command, from a result or an error to output and exit code.
#pragma once

namespace wowhost::cli {

int run(int argc, char** argv);

} // namespace wowhost::cli
