// wowhost test kit: what the library exports.
#pragma once

#define WOWHOST_TESTING_API [[gnu::visibility("default")]]
