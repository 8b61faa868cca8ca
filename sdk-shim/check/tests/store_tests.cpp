// Stores that fail, that hang and that give back something else.
#include "check/bench.hpp"

#include <future>
#include <thread>

namespace check {

namespace {

// Without a word on how well the device does: only that it keeps its promises, and ends.
void live_with(const Context& context, MemoryHost::Stores stores) {
    Bench bench(context, Bench::Wants::device);
    const auto calls = bench.calls();
    for (int round = 0; round < 8; ++round) {
        Rig rig(bench, stores);
        rig.start();
        const auto accepted = rig.invoke_all(calls);
        dp::Status status = dp::Status::ok;
        rig.device().snapshot(status);
        expect(status == dp::Status::ok, "snapshot() fails");
        rig.recorder().wait(std::chrono::milliseconds{100},
                            [&](const Recorder& seen) { return seen.outcomes().size() == accepted; });
        rig.stop();
        expect(rig.recorder().outcomes().size() == accepted, "a command was left without an outcome");
        rig.end();
    }
}

void failing(const Context& context) {
    live_with(context, MemoryHost::Stores::failing);
}

void corrupt(const Context& context) {
    live_with(context, MemoryHost::Stores::corrupt);
}

// While every call of the stores hangs, what must not block does not.
void slow(const Context& context) {
    Bench bench(context, Bench::Wants::device);
    const auto calls = bench.calls();
    Rig rig(bench, MemoryHost::Stores::held);
    std::thread starter{[&] { rig.device().start(); }}; // a [ctl] function may wait for a store
    const bool reported =
        rig.recorder().wait(context.patience, [](const Recorder& seen) { return !seen.healths().empty(); });
    auto done = std::make_shared<std::promise<void>>();
    auto was_done = done->get_future();
    std::thread caller{[&, done] {
        dp::Status status = dp::Status::ok;
        for (int round = 0; round < 3; ++round) {
            rig.device().snapshot(status);
            rig.invoke_all(calls);
            rig.device().cancel(1);
            rig.device().set_attention(DP_ATTENTION_LOOKING);
            rig.instance().secret_changed("no/such/key");
        }
        done->set_value();
    }};
    const bool free = was_done.wait_for(context.patience) == std::future_status::ready;
    rig.host().release();
    caller.join();
    starter.join();
    rig.stop();
    expect(reported, "no health is told while a store hangs");
    expect(free, "a function that must not block waits for a store");
}

constexpr std::chrono::seconds limit{120};

} // namespace

std::vector<Test> store_tests() {
    return {
        {"stores-failing", "Stores that fail cost no promise.", limit, failing},
        {"stores-slow", "While a store hangs, what must not block does not.", limit, slow},
        {"stores-corrupt", "Stores that give back something else do no harm.", limit, corrupt},
    };
}

} // namespace check
