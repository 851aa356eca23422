// wowhost SDK: its version.
//
// Semantic, and independent of the host's own version. A minor release only adds; a module states the lowest version
// it needs in its info file (`sdk: 1.0`), and a host accepts it when the major is equal and its own minor is not lower.
#pragma once

#define WOWHOST_SDK_MAJOR 1
#define WOWHOST_SDK_MINOR 0
