// Many threads at once, and calls from inside calls.
#include "check/bench.hpp"

#include <future>
#include <thread>
#include <utility>

namespace check {

namespace {

void storm(const Context& context) {
    Bench bench(context, Bench::Wants::device);
    Rig rig(bench);
    // A host that takes a moment for each callback, so that commands come while one is in progress.
    rig.recorder().inside = [] { std::this_thread::sleep_for(std::chrono::microseconds{100}); };
    rig.start_until_ready();
    const auto calls = bench.calls();
    if (calls.empty()) {
        throw Skip("the manifest names no action");
    }
    constexpr int threads = 8;
    constexpr std::uint64_t each = 125;
    std::vector<std::atomic<bool>> accepted(threads * each + 1);
    std::atomic<std::uint64_t> next{1};
    std::atomic<int> failed_snapshots{0};
    std::promise<void> halfway;
    std::vector<std::thread> crowd;
    for (int i = 0; i < threads; ++i) {
        crowd.emplace_back([&] {
            for (std::uint64_t n = 0; n < each; ++n) {
                const auto token = next++;
                if (token == threads * each / 2) {
                    halfway.set_value();
                }
                const auto& [action, params] = calls[token % calls.size()];
                accepted[token] = static_cast<bool>(rig.device().invoke(action->id, params, token, 30'000));
                dp::Status status = dp::Status::ok;
                rig.device().snapshot(status);
                failed_snapshots += status == dp::Status::ok ? 0 : 1;
            }
        });
    }
    halfway.get_future().wait();
    const auto stopped = rig.device().stop();
    for (auto& thread : crowd) {
        thread.join();
    }
    expect(stopped == dp::Status::ok, "stop() fails while others call");
    expect(failed_snapshots == 0, "snapshot() fails while others call");
    const auto times = rig.recorder().times();
    for (std::uint64_t token = 1; token <= threads * each; ++token) {
        const int count = times.contains(token) ? times.at(token) : 0;
        expect(count == (accepted[token] ? 1 : 0),
               std::string{accepted[token] ? "an accepted" : "a refused"} + " token completed " +
                   std::to_string(count) + " times");
    }
    bench.expect_orderly();
}

void any_inside(const Context& context) {
    Bench bench(context, Bench::Wants::device);
    Rig rig(bench);
    const auto calls = bench.calls();
    std::atomic<int> failed{0};
    std::atomic<int> depth{0};
    rig.recorder().inside = [&] {
        if (depth++ < 50) { // what is asked from inside is answered from inside as well
            dp::Status status = dp::Status::ok;
            rig.device().snapshot(status);
            failed += status == dp::Status::ok ? 0 : 1;
            rig.invoke_all(calls);
            rig.device().cancel(1);
            rig.device().set_attention(DP_ATTENTION_LOOKING);
        }
    };
    rig.start();
    rig.invoke_all(calls);
    rig.stop();
    expect(failed == 0, "snapshot() fails inside a callback");
    bench.expect_orderly();
}

void ctl_inside(const Context& context) {
    Bench bench(context, Bench::Wants::device);
    Rig rig(bench);
    std::atomic<int> allowed{0};
    rig.recorder().inside = [&] { // past the proxy, which would refuse for the plugin
        const auto& table = bench.table();
        allowed += table.stop(rig.handle()) == DP_WRONG_STATE ? 0 : 1;
        allowed += table.start(rig.handle()) == DP_WRONG_STATE ? 0 : 1;
        allowed += table.reconfigure(rig.handle(), dp::borrow(bench.config()), nullptr) == DP_OK ? 1 : 0;
        table.destroy(rig.handle());
        table.deinit(rig.instance().raw().handle());
        const dp_snapshot_sink nowhere{nullptr,
                                       [](void*, std::uint64_t, const dp_named_value*, std::uint32_t) {}};
        table.snapshot(rig.handle(), &nowhere); // the device is there still
    };
    rig.start();
    bool is_stopped = false;
    for (const auto& [action, params] : bench.calls()) {
        is_stopped |= rig.invoke(action->id, params).status == dp::Status::wrong_state;
    }
    rig.stop();
    expect(allowed == 0, "start, stop or reconfigure works from inside a callback, where each has to be "
                         "refused");
    expect(!is_stopped,
           "destroy or deinit from inside a callback ends the device, where each has to do nothing");
}

// While a callback is in progress another thread calls the plugin, and the callback waits for it.
void no_lock(const Context& context) {
    Bench bench(context, Bench::Wants::device);
    Rig rig(bench);
    const auto calls = bench.calls();
    std::vector<std::thread> helpers;
    std::atomic<bool> tried{false};
    std::atomic<bool> blocked{false};
    rig.recorder().inside = [&] {
        if (tried.exchange(true)) {
            return;
        }
        auto done = std::make_shared<std::promise<void>>();
        auto was_done = done->get_future();
        helpers.emplace_back([&, done] {
            dp::Status status = dp::Status::ok;
            rig.device().snapshot(status);
            rig.invoke_all(calls);
            rig.device().cancel(1);
            rig.device().set_attention(DP_ATTENTION_LOOKING);
            done->set_value();
        });
        blocked = was_done.wait_for(context.patience) == std::future_status::timeout;
    };
    rig.start();
    rig.stop();
    for (auto& helper : helpers) {
        helper.join();
    }
    expect(!blocked, "a function that must not block waits for a callback in progress");
}

void apart(const Context& context) {
    Bench bench(context, Bench::Wants::device);
    auto one = std::make_unique<Rig>(bench);
    Rig two(bench);
    Rig three(bench);
    one->start_until_ready();
    two.start_until_ready();
    two.stop();
    two.end(); // until then it may use its stores, with its device stopped too
    const auto quiet = two.recorder().count();
    const auto stores = std::pair{two.host().calls(), three.host().calls()};
    const auto calls = bench.calls();
    one->invoke_all(calls);
    one->stop();
    expect(two.recorder().count() == quiet && three.recorder().count() == 0,
           "a device reports what was asked of another instance's");
    expect(std::pair{two.host().calls(), three.host().calls()} == stores,
           "an instance uses the stores of another");
    three.start_until_ready();
    one->end(); // the other goes on
    one.reset();
    const auto accepted = three.invoke_all(calls);
    three.stop();
    expect(three.recorder().outcomes().size() == accepted, "an instance loses commands when another ends");
}

constexpr std::chrono::seconds limit{120};

} // namespace

std::vector<Test> thread_tests() {
    return {
        {"invoke-storm",
         "1,000 commands on eight threads, with snapshots and a stop in between, keep every promise.", limit,
         storm},
        {"reentry-any", "Functions that must not block may be called from inside a callback.", limit,
         any_inside},
        {"reentry-ctl",
         "start, stop and reconfigure are refused from inside a callback, destroy and deinit do nothing.",
         limit, ctl_inside},
        {"no-lock-in-callbacks",
         "While a callback is in progress the plugin can be called on another thread.", limit, no_lock},
        {"instances-apart", "Two instances in one process know nothing of each other.", limit, apart},
    };
}

} // namespace check
