// Runs tests, each in a process of its own and several at a time, and sees how they end.
#pragma once

#include "check/test.hpp"
#include "check/verdict.hpp"

#include <functional>
#include <vector>

namespace check {

// `told` hears of each outcome as it comes. Returns them in the order of `tests`. To be called while this
// process has one thread.
std::vector<Outcome> run_all(const std::vector<Test>& tests, const Context& context, unsigned at_once,
                             const std::function<void(const Outcome&)>& told);

} // namespace check
