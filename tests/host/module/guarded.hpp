// Guarded calls with lambdas, for tests.
#pragma once

#include "host/module/guard.hpp"

namespace wowhost::test {

template <class F>
void call(const module::Guard& guard, const char* what, F f)
{
    guard.run(
        what, [](const void*, void* context) { (*static_cast<F*>(context))(); }, nullptr, &f);
}

template <class F>
void call_until(const module::Guard& guard, module::Deadline deadline, const char* what, F f)
{
    guard.run_until(
        deadline, what, [](const void*, void* context) { (*static_cast<F*>(context))(); }, nullptr, &f);
}

} // namespace wowhost::test
