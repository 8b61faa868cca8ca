// One outcome for each accepted token: whatever happens, and whenever.
#include "check/bench.hpp"

#include <algorithm>
#include <thread>

namespace check {

namespace {

void once(const Context& context) {
    Bench bench(context, Bench::Wants::device);
    Rig rig(bench);
    rig.exercise();
    bench.expect_no_complaint(host::rule::completions_once);
}

void by_stop(const Context& context) {
    Bench bench(context, Bench::Wants::device);
    Rig rig(bench);
    for (int round = 0; round < 20; ++round) {
        rig.start();
        const auto before = rig.recorder().times().size();
        auto accepted = rig.invoke_all(bench.calls());
        for (const auto& property : bench.manifest().properties) {
            const auto value = bench.value_for(property);
            if (!property.read_only && value) {
                accepted += rig.device().write(property.id, *value, rig.next_token(), 2000) ? 1U : 0U;
            }
        }
        rig.stop();
        expect(rig.recorder().times().size() - before == accepted,
               "stop() returned with " + std::to_string(accepted) + " commands accepted and " +
                   std::to_string(rig.recorder().times().size() - before) + " outcomes");
    }
    bench.expect_no_complaint(host::rule::stop_completes);
    bench.expect_orderly();
}

// From inside a callback nothing can complete, so a token given twice there is pending the second time. Past
// the proxy, which would refuse for the plugin.
void reuse(const Context& context) {
    Bench bench(context, Bench::Wants::device);
    Rig rig(bench);
    const auto calls = bench.calls();
    if (calls.empty()) {
        throw Skip("the manifest names no action");
    }
    constexpr std::uint64_t token = 4711;
    std::atomic<bool> accepted{false};
    std::int32_t again = DP_OK;
    const auto invoke = [&] {
        const auto& [action, params] = calls.front();
        const auto borrowed = dp::borrow(params);
        return bench.table().invoke(rig.handle(), dp::borrow(action->id), borrowed.data(),
                                    static_cast<std::uint32_t>(borrowed.size()), token, 2000, nullptr);
    };
    rig.recorder().inside = [&] {
        if (!accepted && invoke() == DP_OK) {
            again = invoke();
            accepted = true;
        }
    };
    rig.start_until_ready();
    const auto invoked = rig.invoke_all(calls); // for callbacks of a device that is ready
    // They may come late, on a thread of the plugin's; the last one may still be in progress, which stop() awaits.
    rig.recorder().wait(std::chrono::seconds{10}, [&](const Recorder& seen) {
        return accepted.load() || seen.outcomes().size() >= invoked;
    });
    rig.stop();
    if (!accepted) {
        throw Skip("no command is accepted inside a callback");
    }
    expect(again == DP_BAD_ARGUMENT, "a token that is pending is given again, and the answer is " +
                                         std::string{dp::word(dp::status_of(again))} +
                                         " in place of bad_argument");
    const auto times = rig.recorder().times();
    const auto completed = times.contains(token) ? times.at(token) : 0;
    expect(completed == 1, "a token that was accepted once and refused once completed " +
                               std::to_string(completed) + " times");
}

void cancel(const Context& context) {
    Bench bench(context, Bench::Wants::device);
    Rig rig(bench);
    rig.start_until_ready();
    const auto calls = bench.calls();
    if (calls.empty()) {
        throw Skip("the manifest names no action");
    }
    constexpr std::uint64_t rounds = 300;
    std::atomic<std::uint64_t> given{0};
    std::atomic<bool> over{false};
    std::atomic<int> odd{0};
    std::thread canceler{[&] {
        Random random(context.seed);
        while (!over) {
            const auto newest = given.load();
            const auto status = rig.device().cancel(newest - std::min<std::uint64_t>(newest, random() % 4));
            odd += status != dp::Status::ok && status != dp::Status::unknown_id ? 1 : 0;
        }
    }};
    std::vector<std::uint64_t> accepted;
    for (std::uint64_t token = 1; token <= rounds; ++token) {
        const auto& [action, params] = calls[token % calls.size()];
        given = token;
        if (rig.device().invoke(action->id, params, token, 30'000)) {
            accepted.push_back(token);
        }
    }
    over = true;
    canceler.join();
    // What was sent goes on and has its outcome in its own time; the rest was canceled.
    for (const auto token : accepted) {
        const auto status = rig.device().cancel(token);
        odd += status != dp::Status::ok && status != dp::Status::unknown_id ? 1 : 0;
    }
    rig.stop();
    const auto times = rig.recorder().times();
    for (const auto token : accepted) {
        expect(times.contains(token) && times.at(token) == 1,
               "a token that was canceled completed " +
                   std::to_string(times.contains(token) ? times.at(token) : 0) + " times");
    }
    expect(times.size() == accepted.size(), "tokens completed that were not accepted");
    expect(odd == 0, "cancel() gives another status than ok and unknown_id");
    bench.expect_orderly();
}

constexpr std::chrono::seconds limit{120};

} // namespace

std::vector<Test> token_tests() {
    return {
        {host::rule::completions_once, "Each accepted token completes once, a refused one never.", limit,
         once},
        {host::rule::stop_completes, "stop() completes what is pending before it returns.", limit, by_stop},
        {"token-reuse", "A token given while it is pending is refused with bad_argument, and completes once.",
         limit, reuse},
        {"cancel-any-moment", "A command may be canceled at any moment, and has one outcome all the same.",
         limit, cancel},
    };
}

} // namespace check
