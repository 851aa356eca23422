#include "host/cli/application.hpp"

int main(int argc, char** argv) { return wowhost::cli::run(argc, argv); }
