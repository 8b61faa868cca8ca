// What the checking proxy sees while a device lives a whole life: a test for each rule, and the same life for
// all.
#include "check/bench.hpp"
#include "host/checking/value_rules.hpp"

#include <atomic>
#include <future>
#include <thread>

namespace check {

namespace {

namespace rule = host::rule;

// A function pointer for each rule, which Test wants.
template <const std::string_view& name>
void lives_by(const Context& context) {
    Bench bench(context, Bench::Wants::device);
    Rig rig(bench);
    rig.exercise();
    bench.expect_no_complaint(name);
}

void snapshots(const Context& context) {
    Bench bench(context, Bench::Wants::device);
    Rig rig(bench);
    dp::Status status = dp::Status::ok;
    rig.device().snapshot(status);
    expect(status == dp::Status::ok, "snapshot() fails before start()");
    rig.exercise();
    bench.expect_no_complaint(rule::snapshot_complete);
}

void silence(const Context& context) {
    Bench bench(context, Bench::Wants::device);
    Rig rig(bench);
    rig.start_until_ready();
    rig.invoke_all(bench.calls());
    rig.stop();
    rig.end(); // joins whatever could still report
    bench.expect_no_complaint(rule::quiet_when_stopped);
}

// The Rig lives on, and with it what the services need: a call that comes too late arrives and is counted.
void services_end(const Context& context) {
    constexpr std::chrono::milliseconds late_enough{300};
    Bench bench(context, Bench::Wants::device);
    Rig rig(bench);
    rig.exercise();
    bench.book().of_plugin(rule::services_within_instance, late_enough);
    bench.expect_no_complaint(rule::services_within_instance);
}

// stop() is called while a callback is in progress, and has to come back after it.
void stop_waits(const Context& context) {
    Bench bench(context, Bench::Wants::device);
    Rig rig(bench);
    std::atomic<bool> armed{false};
    std::promise<void> in_callback;
    std::promise<void> stopped;
    auto was_stopped = stopped.get_future();
    std::atomic<bool> too_early{false};
    rig.recorder().inside = [&] {
        if (armed.exchange(false)) {
            in_callback.set_value();
            // A plugin that waits for this callback keeps us here for the whole time.
            too_early = was_stopped.wait_for(std::chrono::milliseconds{500}) == std::future_status::ready;
        }
    };
    rig.start_until_ready();
    armed = true;
    std::thread caller{[&] {
        rig.invoke_all(bench.calls());
        rig.device().set_attention(DP_ATTENTION_LOOKING);
    }};
    const bool reported =
        in_callback.get_future().wait_for(std::chrono::seconds{10}) == std::future_status::ready;
    rig.device().stop();
    stopped.set_value();
    caller.join();
    rig.end();
    armed = false;
    if (!reported) {
        throw Skip("no callback came of any command");
    }
    expect(!too_early, "stop() returned while a callback was in progress");
    bench.expect_no_complaint(rule::stop_waits);
}

// The same for destroy(), where callbacks come on a thread of the plugin's: while a function of the device is in
// progress on another thread, a host must not call destroy().
void destroy_waits(const Context& context) {
    Bench bench(context, Bench::Wants::device);
    Rig rig(bench);
    const auto caller = std::this_thread::get_id();
    std::atomic<bool> armed{false};
    std::promise<void> in_callback;
    std::promise<void> destroyed;
    auto was_destroyed = destroyed.get_future();
    std::atomic<bool> too_early{false};
    rig.recorder().inside = [&] {
        if (std::this_thread::get_id() != caller && armed.exchange(false)) {
            in_callback.set_value();
            too_early = was_destroyed.wait_for(std::chrono::milliseconds{500}) == std::future_status::ready;
        }
    };
    rig.start_until_ready();
    const auto before = rig.recorder().count();
    armed = true;
    const auto accepted = rig.invoke_all(bench.calls());
    // Either one is held up inside, or all come on this thread and have come.
    rig.recorder().wait(std::chrono::seconds{10}, [&](const Recorder& seen) {
        return !armed || accepted == 0 || (seen.count() > before && seen.outcomes().size() >= accepted);
    });
    rig.end_device();
    destroyed.set_value();
    rig.end();
    expect(!too_early, "destroy() returned while a callback was in progress");
    bench.expect_no_complaint(rule::stop_waits);
}

void waits(const Context& context) {
    destroy_waits(context);
    stop_waits(context);
}

constexpr std::chrono::seconds limit{120};

} // namespace

std::vector<Test> conduct_tests() {
    return {
        {rule::callbacks_serial, "Callbacks of one device never overlap.", limit,
         lives_by<rule::callbacks_serial>},
        {rule::quiet_when_stopped, "Nothing is reported before start() and after stop().", limit, silence},
        {rule::health_first, "The first report after start() is a health.", limit,
         lives_by<rule::health_first>},
        {rule::stopped_last, "The last health before stop() returns is stopped.", limit,
         lives_by<rule::stopped_last>},
        {rule::stop_waits, "stop() waits for a callback in progress, and so does destroy().", limit, waits},
        {rule::revisions_rise, "The revision of each batch is one more than the last.", limit,
         lives_by<rule::revisions_rise>},
        {rule::batches_well_formed, "A batch has at least one value, and none twice.", limit,
         lives_by<rule::batches_well_formed>},
        {rule::snapshot_complete, "A snapshot has each property of the manifest once, in every state.", limit,
         snapshots},
        {rule::snapshot_equals_batches, "A snapshot equals the batches up to its revision, folded.", limit,
         lives_by<rule::snapshot_equals_batches>},
        {rule::values_well_formed, "Texts are UTF-8, numbers finite, JSON texts JSON.", limit,
         lives_by<rule::values_well_formed>},
        {rule::values_fit_manifest, "Properties have the types and keep the bounds of the manifest.", limit,
         lives_by<rule::values_fit_manifest>},
        {rule::events_fit_manifest, "Events and their data are the manifest's.", limit,
         lives_by<rule::events_fit_manifest>},
        {rule::results_fit_manifest, "Results are there where the manifest names one, and of its type.",
         limit, lives_by<rule::results_fit_manifest>},
        {rule::texts_are_utf8, "Sentences and causes are UTF-8.", limit, lives_by<rule::texts_are_utf8>},
        {rule::codes_are_known, "Statuses and healths are those of the header, and a health has a cause.",
         limit, lives_by<rule::codes_are_known>},
        {rule::refusals_say_why, "A refusal comes with a sentence.", limit, lives_by<rule::refusals_say_why>},
        {rule::services_not_from_any,
         "The stores are never asked from inside a function that must not block.", limit,
         lives_by<rule::services_not_from_any>},
        {rule::services_within_instance, "The host's services are not used after deinit().", limit,
         services_end},
        {rule::locks_released, "Locks of the secret store are let go of, each once.", limit,
         lives_by<rule::locks_released>},
    };
}

} // namespace check
