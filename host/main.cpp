#include "host/cli/application.hpp"

// jemalloc's options, found by name. Many calls into modules come on threads that live for one call: with more arenas
// each would begin on memory that the kernel has yet to give and clear, a sixth of what it costs to store a character.
extern "C" {
extern const char* malloc_conf;
__attribute__((visibility("default"))) const char* malloc_conf = "narenas:2";
}

int main(int argc, char** argv) { return wowhost::cli::run(argc, argv); }
