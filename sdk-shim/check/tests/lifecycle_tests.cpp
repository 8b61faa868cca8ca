// The life of instances and devices, in every order.
#include "check/bench.hpp"

#include "check/mutate.hpp"
#include "check/process_facts.hpp"
#include "host/schema_check.hpp"

#include <array>
#include <memory>

namespace check {

namespace {

constexpr std::chrono::seconds longest_to_ready{30};

void pairs(const Context& context) {
    Bench bench(context, Bench::Wants::code);
    const auto& table = bench.table();
    for (int round = 0; round < 20; ++round) {
        const MemoryHost one;
        const MemoryHost two;
        dp_instance* first = nullptr;
        dp_instance* second = nullptr;
        dp_instance* third = nullptr;
        expect(table.init(&one.table(), &first, nullptr) == DP_OK && first != nullptr, "init() fails");
        expect(table.init(&two.table(), &second, nullptr) == DP_OK && second != nullptr,
               "init() fails while another instance lives");
        expect(first != second, "two instances have one handle");
        table.deinit(first);
        expect(table.init(&one.table(), &third, nullptr) == DP_OK && third != nullptr,
               "init() fails after deinit()");
        table.deinit(third);
        table.deinit(second);
    }
}

// With the library alone, and where a profile says how with a device that works.
template <typename Try>
void with_and_without_device(const Context& context, Try try_it) {
    {
        Bench bench(context, Bench::Wants::code);
        try_it(bench, false);
    }
    if (context.profile) {
        Bench bench(context, Bench::Wants::device);
        try_it(bench, true);
    }
}

void leave_over(Bench& bench, bool works) {
    for (const bool started : {false, true}) {
        MemoryHost host;
        bench.put_secrets(host);
        Recorder recorder;
        std::size_t accepted = 0;
        dp_instance* instance = nullptr;
        dp_device* device = nullptr;
        expect(bench.table().init(&host.table(), &instance, nullptr) == DP_OK, "init() fails");
        dp_device_options options{};
        options.size = sizeof options;
        options.id = dp::borrow("first");
        options.config = dp::borrow(bench.config());
        options.handle = recorder.handle();
        options.callbacks = &dp::Listener::callbacks();
        expect(bench.table().create(instance, &options, &device, nullptr) == DP_OK, "create() fails");
        if (started) {
            expect(bench.table().start(device) == DP_OK, "start() fails");
        }
        if (started && works) {
            expect(recorder.wait(longest_to_ready,
                                 [](const Recorder& seen) {
                                     return !seen.healths().empty() &&
                                            seen.healths().back().level == dp::Health::ready;
                                 }),
                   "the device does not get ready");
            std::uint64_t token = 0;
            for (const auto& [action, params] : bench.calls()) {
                const auto borrowed = dp::borrow(params);
                const auto status = bench.table().invoke(device, dp::borrow(action->id), borrowed.data(),
                                                         static_cast<std::uint32_t>(borrowed.size()), ++token,
                                                         30'000, nullptr);
                accepted += status == DP_OK ? 1U : 0U;
            }
        }
        bench.table().deinit(instance);
        const auto healths = recorder.healths();
        expect(started ? !healths.empty() && healths.back().level == dp::Health::stopped : healths.empty(),
               "deinit() does not stop a device that was left over");
        expect(recorder.outcomes().size() == accepted,
               "a device that was left over had " + std::to_string(accepted) + " commands and " +
                   std::to_string(recorder.outcomes().size()) + " outcomes");
    }
}

void left_over(const Context& context) {
    with_and_without_device(context, leave_over);
}

// Every sequence of five steps, with what each has to give; of three where the device works, which takes time.
void order(Bench& bench, bool works) {
    enum Step { start, stop, reconfigure };
    const unsigned steps = works ? 3 : 5;
    for (unsigned number = 0; number < (works ? 3U * 3 * 3 : 3U * 3 * 3 * 3 * 3); ++number) {
        Rig rig(bench);
        bool runs = false;
        std::string path = "create";
        for (unsigned rest = number, i = 0; i < steps; ++i, rest /= 3) {
            const auto step = static_cast<Step>(rest % 3);
            dp::Status status{};
            bool right = true;
            if (step == start) {
                path += ", start";
                status = rig.device().start();
                right = status == (runs ? dp::Status::wrong_state : dp::Status::ok);
                runs = true;
            } else if (step == stop) {
                path += ", stop";
                status = rig.device().stop();
                right = status == dp::Status::ok;
                runs = false;
            } else {
                path += ", reconfigure";
                status = rig.device().reconfigure(bench.config()).status;
                right = status == dp::Status::ok || status == dp::Status::unsupported ||
                        (!works && status == dp::Status::bad_argument); // "{}" need not fit
            }
            expect(right, "after " + path + ": status " + std::string{dp::word(status)});
            dp::Status seen = dp::Status::ok;
            rig.device().snapshot(seen);
            expect(seen == dp::Status::ok, "snapshot() fails after " + path);
            const auto refused = rig.device().invoke("no_such_action", {}, rig.next_token(), 0).status;
            expect(refused == dp::Status::unknown_id || refused == dp::Status::wrong_state,
                   "an unknown action gives " + std::string{dp::word(refused)} + " after " + path);
        }
        rig.end();
    }
}

void orders(const Context& context) {
    with_and_without_device(context, order);
}

void not_started(const Context& context) {
    Bench bench(context, Bench::Wants::device);
    Rig rig(bench);
    const auto calls = bench.calls();
    const auto all_refused = [&](const std::string& when) {
        for (const auto& [action, params] : calls) {
            const auto status = rig.device().invoke(action->id, params, rig.next_token(), 0).status;
            expect(status == dp::Status::wrong_state,
                   action->id + ' ' + when + " gives " + std::string{dp::word(status)});
        }
    };
    all_refused("before start()");
    rig.start();
    rig.stop();
    all_refused("after stop()");
}

// Whether it is JSON and does not fit the manifest.
bool is_wrong(const Bench& bench, const std::string& config) {
    try {
        const auto json = host::read_json(config, "config");
        return !host::schema_violations(bench.manifest().config_json, json).empty();
    } catch (const host::JsonError&) {
        return false; // what is no JSON to one reader may be to another; see config-no-object
    }
}

void configs(const Context& context) {
    Bench bench(context, Bench::Wants::device);
    MemoryHost host;
    bench.put_secrets(host);
    const dp::Instance instance(bench.table(), host.table());
    for (int round = 0; round < 200; ++round) {
        const auto config = mutated(bench.config(), bench.random());
        Recorder recorder;
        dp_device_options options{};
        options.size = sizeof options;
        options.id = dp::borrow("first");
        options.config = dp::borrow(config);
        options.handle = recorder.handle();
        options.callbacks = &dp::Listener::callbacks();
        dp::TextSink error;
        dp_device* device = nullptr;
        const auto status = bench.table().create(instance.handle(), &options, &device, &error.raw);
        const auto shown = host::json_quoted(host::cut(config, 200));
        if (status != DP_OK) {
            expect(status == DP_BAD_ARGUMENT,
                   "create() gives status " + std::to_string(status) + " for " + shown);
            expect(!error.text().empty(), "create() refuses without a sentence: " + shown);
            continue;
        }
        // Gone before the recorder, whatever fails in between.
        const auto destroy = [&](dp_device* one) { bench.table().destroy(one); };
        const std::unique_ptr<dp_device, decltype(destroy)> owned{device, destroy};
        expect(bench.table().start(device) == DP_OK, "start() fails for " + shown);
        expect(recorder.wait(context.patience, [](const Recorder& seen) { return !seen.healths().empty(); }),
               "no health follows for " + shown);
        if (is_wrong(bench, config)) {
            expect(recorder.wait(context.patience,
                                 [](const Recorder& seen) {
                                     return seen.healths().back().level == dp::Health::bad_config;
                                 }),
                   "the health is " + std::string{dp::word(recorder.healths().back().level)} +
                       " with a config that does not fit the manifest: " + shown);
        }
        const auto again = mutated(bench.config(), bench.random());
        const auto shown_again = host::json_quoted(host::cut(again, 200));
        dp::TextSink why;
        const auto taken = bench.table().reconfigure(device, dp::borrow(again), &why.raw);
        expect(taken == DP_OK || taken == DP_BAD_ARGUMENT || taken == DP_UNSUPPORTED,
               "reconfigure() gives status " + std::to_string(taken) + " for " + shown_again);
        expect(taken != DP_OK || !is_wrong(bench, again),
               "reconfigure() takes a config that does not fit the manifest: " + shown_again);
        expect(taken == DP_OK || !why.text().empty(),
               "reconfigure() refuses without a sentence: " + shown_again);
        expect(bench.table().stop(device) == DP_OK, "stop() fails for " + shown);
    }
}

void no_object(const Context& context) {
    Bench bench(context, Bench::Wants::code);
    const MemoryHost host;
    const dp::Instance instance(bench.table(), host.table());
    Recorder recorder;
    for (const std::string config : {"[]", "7", "null", "{", "{}x", "\"{}\"", "{\"a\":}"}) {
        try {
            const dp::Device device(instance, "first", config, recorder);
            throw Failure("create() takes " + config);
        } catch (const dp::Refusal& refusal) {
            expect(refusal.status() == dp::Status::bad_argument,
                   "create() gives " + std::string{dp::word(refusal.status())} + " for " + config);
            expect(*refusal.what() != '\0', "create() refuses without a sentence: " + config);
        }
    }
}

void reconfigured(const Context& context) {
    Bench bench(context, Bench::Wants::device);
    Rig rig(bench);
    rig.start_until_ready();
    const auto good = rig.device().reconfigure(bench.config());
    if (good.status == dp::Status::unsupported) {
        throw Skip("the plugin takes no new config");
    }
    expect(good.status == dp::Status::ok,
           "reconfigure() refuses the config that the device has: " + good.text);
    for (const std::string config : {"[]", "{", "{\"no_such_key\":1}"}) {
        if (config.find("no_such") != std::string::npos && bench.manifest().config.additional) {
            continue;
        }
        const auto bad = rig.device().reconfigure(config);
        expect(bad.status == dp::Status::bad_argument,
               "reconfigure() gives " + std::string{dp::word(bad.status)} + " for " + config);
        expect(!bad.text.empty(), "reconfigure() refuses without a sentence: " + config);
    }
    rig.stop();
    rig.start_until_ready(); // the old config stands
}

} // namespace

std::vector<Test> lifecycle_tests() {
    using std::chrono::seconds;
    return {
        {"init-deinit-pairs", "Instances begin and end in pairs, in any order, time after time.", seconds{60},
         pairs},
        {"devices-left-over", "deinit() stops and destroys devices that were left over.", seconds{60},
         left_over},
        {"lifecycle-orders", "Every order of start, stop and reconfigure is answered, and destroy ends each.",
         seconds{120}, orders},
        {"not-started", "Commands to a device that is not started are refused with wrong_state.", seconds{60},
         not_started},
        {"config-no-object", "A config that is no JSON object is refused by create() with a sentence.",
         seconds{20}, no_object},
        {"config-fuzz", "A config with anything wrong in it is refused, or reported by health.", seconds{120},
         configs},
        {"config-anew", "reconfigure() takes a good config; a bad one changes nothing.", seconds{120},
         reconfigured},
    };
}

} // namespace check
