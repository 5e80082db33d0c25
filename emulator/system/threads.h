// Work shared by a few threads for as long as a call lasts.
#pragma once

#include <functional>

namespace lambdalocal::system {

// Runs `work` on up to `threads` threads at once, the calling one among them, and returns when all have returned. `work`
// takes what there is to do piece by piece, so it is done whole however many threads there are: where the machine gives
// none (a container with a limit of processes), the calling thread does it alone.
void run_on_threads(unsigned threads, const std::function<void()>& work);

}  // namespace lambdalocal::system
