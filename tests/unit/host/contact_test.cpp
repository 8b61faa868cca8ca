// The smallest plugin, spoken to through its table alone: the rules of the ABI that a host cannot see from
// its side.
#include "device_plugin.h"

#include "dp/status.hpp"
#include "dp/value.hpp"
#include "host/library.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <functional>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

// What the test's side of a device keeps. Callbacks are serial, so nothing here is locked: a plugin that
// breaks that promise is found by the thread sanitizer and by the counter.
struct dp_device_handle {
    std::atomic<int> inside{0};
    bool overlapped = false;
    std::vector<std::string> told;
    std::vector<std::uint64_t> completed;
    std::uint64_t revision = 0;
    bool gap = false;
    std::function<void()> during_callback;
};

namespace {

struct Inside {
    explicit Inside(dp_device_handle* handle)
        : device{handle} {
        device->overlapped = device->overlapped || device->inside.fetch_add(1) != 0;
        if (device->during_callback) {
            device->during_callback();
        }
    }
    ~Inside() { device->inside.fetch_sub(1); }
    dp_device_handle* device;
};

const dp_device_callbacks callbacks{
    sizeof(dp_device_callbacks),
    [](dp_device_handle* device, std::uint64_t revision, const dp_named_value* changed, std::uint32_t count) {
        const Inside inside{device};
        device->gap = device->gap || revision != device->revision + 1 || count != 1;
        device->revision = revision;
        device->told.push_back(changed[0].value.as.boolean != 0 ? "closed" : "open");
    },
    [](dp_device_handle*, dp_string, const dp_named_value*, std::uint32_t) {},
    [](dp_device_handle* device, std::int32_t health, dp_string, dp_string) {
        const Inside inside{device};
        device->told.emplace_back(dp::word(dp::health_of(health)));
    },
    [](dp_device_handle* device, std::uint64_t token, std::int32_t status, dp_string,
       const dp_value* result) {
        const Inside inside{device};
        device->completed.push_back(token);
        device->told.push_back(status == DP_OK && result != nullptr ? "ok" : "not ok");
    }};

// Whole, with stores that hold nothing.
dp_host empty_host() {
    const auto get = [](dp_host_handle*, dp_string, const dp_text_sink*) -> std::int32_t {
        return DP_UNKNOWN_ID;
    };
    const auto put = [](dp_host_handle*, dp_string, dp_string) -> std::int32_t { return DP_STORAGE; };
    const auto remove = [](dp_host_handle*, dp_string) -> std::int32_t { return DP_OK; };
    dp_host host{};
    host.size = sizeof host;
    host.abi_minor = DP_ABI_MINOR;
    host.log = [](dp_host_handle*, std::int32_t, dp_string, dp_string) {};
    host.secret_get = get;
    host.secret_put = put;
    host.secret_remove = remove;
    host.secret_lock = [](dp_host_handle*, dp_string, std::uint32_t, std::uint64_t*) -> std::int32_t {
        return DP_BUSY;
    };
    host.secret_unlock = [](dp_host_handle*, std::uint64_t) {};
    host.state_get = get;
    host.state_put = put;
    host.state_remove = remove;
    return host;
}

struct Fixture {
    Fixture() { REQUIRE(plugin.init(&host, &instance, nullptr) == DP_OK); }
    ~Fixture() { plugin.deinit(instance); }

    dp_device* make(const std::string& config) {
        dp_device_options options{};
        options.size = sizeof options;
        options.config = dp::borrow(std::string_view{config});
        options.handle = &handle;
        options.callbacks = &callbacks;
        dp_device* made = nullptr;
        create_status = plugin.create(instance, &options, &made, &error.raw);
        return made;
    }

    std::int32_t invoke(dp_device* device, std::string_view action, std::uint64_t token) {
        return plugin.invoke(device, dp::borrow(action), nullptr, 0, token, 0, &error.raw);
    }

    // Revision and value as snapshot() tells them.
    std::pair<std::uint64_t, dp::Value> snapshot(dp_device* device) const {
        std::pair<std::uint64_t, dp::Value> seen;
        const dp_snapshot_sink sink{&seen, [](void* context, std::uint64_t revision,
                                              const dp_named_value* values, std::uint32_t count) {
                                        REQUIRE(count == 1);
                                        *static_cast<std::pair<std::uint64_t, dp::Value>*>(context) = {
                                            revision, dp::own(values[0].value)};
                                    }};
        REQUIRE(plugin.snapshot(device, &sink) == DP_OK);
        return seen;
    }

    const std::filesystem::path folder = std::filesystem::path{PLUGINS} / "contact";
    const host::Manifest manifest = host::read_manifest(folder);
    const host::Library library{folder / manifest.library, manifest};
    const dp_plugin& plugin = library.table();
    const dp_host host = empty_host();
    dp_instance* instance = nullptr;
    dp_device_handle handle;
    dp::TextSink error;
    std::int32_t create_status = DP_OK;
};

using Told = std::vector<std::string>;

} // namespace

TEST_CASE_FIXTURE(Fixture, "start tells health first, then the state of the config") {
    dp_device* const device = make(R"({"closed":true})");
    CHECK(handle.told.empty());
    CHECK(snapshot(device) == std::pair<std::uint64_t, dp::Value>{0, {}});
    CHECK(plugin.start(device) == DP_OK);
    CHECK(handle.told == Told{"ready", "closed"});
    CHECK(snapshot(device) == std::pair<std::uint64_t, dp::Value>{1, true});
    CHECK(plugin.start(device) == DP_WRONG_STATE);
}

TEST_CASE_FIXTURE(Fixture,
                  "commands are told as a batch and one outcome, and a repetition as an outcome only") {
    dp_device* const device = make("{}");
    plugin.start(device);
    handle.told.clear();
    CHECK(invoke(device, "close", 1) == DP_OK);
    CHECK(invoke(device, "close", 2) == DP_OK);
    const dp_value open = dp::borrow(dp::Value{false});
    CHECK(plugin.write(device, dp::borrow(std::string_view{"closed"}), &open, 3, 0, nullptr) == DP_OK);
    CHECK(handle.told == Told{"closed", "ok", "ok", "open", "ok"});
    CHECK(handle.completed == std::vector<std::uint64_t>{1, 2, 3});
    CHECK(plugin.cancel(device, 3) == DP_UNKNOWN_ID);
}

TEST_CASE_FIXTURE(Fixture, "what cannot be done is refused with a sentence and without an outcome") {
    dp_device* const device = make("{}");
    CHECK(invoke(device, "open", 1) == DP_WRONG_STATE);
    CHECK_FALSE(error.text().empty());
    plugin.start(device);
    CHECK(invoke(device, "burn", 1) == DP_UNKNOWN_ID);
    const dp_named_value surplus{dp::borrow(std::string_view{"a"}), dp_value{}};
    CHECK(plugin.invoke(device, dp::borrow(std::string_view{"open"}), &surplus, 1, 1, 0, nullptr) ==
          DP_BAD_ARGUMENT);
    const dp_value five = dp::borrow(dp::Value{std::int64_t{5}});
    CHECK(plugin.write(device, dp::borrow(std::string_view{"closed"}), &five, 1, 0, nullptr) ==
          DP_WRONG_TYPE);
    CHECK(plugin.write(device, dp::borrow(std::string_view{"x"}), &five, 1, 0, nullptr) == DP_UNKNOWN_ID);
    CHECK(handle.completed.empty());
}

TEST_CASE_FIXTURE(Fixture, "a config that is no object is refused, one that does not fit is a health") {
    for (const std::string text :
         {"", "[]", "5", "{", "{}x", R"({"a" 1})", R"({"a":"\x"})", R"({"a":01})", "{'a':1}"}) {
        CAPTURE(text);
        CHECK(make(text) == nullptr);
        CHECK(create_status == DP_BAD_ARGUMENT);
        CHECK_FALSE(error.text().empty());
    }
    CHECK(make(std::string(R"({"a":)") + std::string(500, '[') + std::string(500, ']') + "}") == nullptr);
    for (const std::string text :
         {R"({"closed":1})", R"({"other":{"x":[1.5e+3,null,"\u00e9"]}})", R"({"closed":null})"}) {
        CAPTURE(text);
        handle.told.clear();
        dp_device* const device = make(text);
        REQUIRE(device != nullptr);
        CHECK(plugin.start(device) == DP_OK);
        CHECK(handle.told == Told{"bad_config"});
        CHECK(invoke(device, "open", 1) == DP_WRONG_STATE);
        plugin.destroy(device);
        handle.revision = 0;
    }
}

TEST_CASE_FIXTURE(Fixture, "keys of the config may be written with escapes") {
    dp_device* const device = make(R"( { "cl\u006fsed" : true } )");
    plugin.start(device);
    CHECK(handle.told == Told{"ready", "closed"});
}

TEST_CASE_FIXTURE(Fixture, "a new config stands or falls whole, and cures a bad one") {
    dp_device* const device = make(R"({"closed":1})");
    plugin.start(device);
    const auto reconfigure = [&](std::string_view text) {
        return plugin.reconfigure(device, dp::borrow(text), &error.raw);
    };
    CHECK(reconfigure(R"({"x":1})") == DP_BAD_ARGUMENT);
    CHECK(reconfigure("nothing") == DP_BAD_ARGUMENT);
    CHECK(handle.told == Told{"bad_config"});
    CHECK(reconfigure(R"({"closed":true})") == DP_OK);
    CHECK(handle.told == Told{"bad_config", "ready", "closed"});
    CHECK(reconfigure(R"({"closed":false})") == DP_OK); // for the next start
    CHECK(handle.told.size() == 3);
}

TEST_CASE_FIXTURE(Fixture, "stop is the last word, harmless twice, and revisions go on after a new start") {
    dp_device* const device = make("{}");
    CHECK(plugin.stop(device) == DP_OK);
    plugin.start(device);
    invoke(device, "close", 1);
    CHECK(plugin.stop(device) == DP_OK);
    CHECK(plugin.stop(device) == DP_OK);
    CHECK(handle.told == Told{"ready", "open", "closed", "ok", "stopped"});
    CHECK(invoke(device, "open", 2) == DP_WRONG_STATE);
    CHECK(plugin.start(device) == DP_OK);
    CHECK(handle.told.back() == "open");
    CHECK(handle.revision == 3);
    CHECK_FALSE(handle.gap);
}

TEST_CASE_FIXTURE(Fixture, "stop from inside a callback is refused, commands from inside are taken") {
    dp_device* const device = make("{}");
    plugin.start(device);
    std::vector<std::int32_t> stops;
    bool asked = false;
    handle.during_callback = [&] {
        stops.push_back(plugin.stop(device));
        if (!asked) {
            asked = true;
            CHECK(invoke(device, "open", 2) == DP_OK);
            CHECK(plugin.cancel(device, 2) == DP_OK); // it waits behind the callback in progress
            CHECK(invoke(device, "open", 2) == DP_BAD_ARGUMENT);
        }
    };
    CHECK(invoke(device, "close", 1) == DP_OK);
    handle.during_callback = nullptr;
    CHECK(handle.completed == std::vector<std::uint64_t>{1, 2});
    CHECK_FALSE(handle.overlapped);
    REQUIRE(stops.size() == 4);
    for (const auto status : stops) {
        CHECK(status == DP_WRONG_STATE);
    }
}

TEST_CASE_FIXTURE(Fixture,
                  "many threads at once: callbacks stay serial, each token completes once, stop is last") {
    constexpr unsigned threads = 8;
    constexpr unsigned calls = 500;
    dp_device* const device = make("{}");
    plugin.start(device);
    std::atomic<unsigned> accepted{0};
    std::vector<std::thread> callers;
    for (unsigned t = 0; t < threads; ++t) {
        callers.emplace_back([&, t] {
            for (unsigned i = 0; i < calls; ++i) {
                const std::string_view action = (t + i) % 2 == 0 ? "open" : "close";
                const auto status =
                    plugin.invoke(device, dp::borrow(action), nullptr, 0, t * calls + i + 1, 0, nullptr);
                accepted += status == DP_OK ? 1U : 0U;
                (void)snapshot(device);
            }
        });
    }
    while (accepted < calls) { // in the middle of it
        std::this_thread::yield();
    }
    CHECK(plugin.stop(device) == DP_OK);
    const std::size_t told = handle.told.size();
    for (auto& caller : callers) {
        caller.join();
    }
    CHECK(handle.told.size() == told);
    CHECK(handle.told.back() == "stopped");
    CHECK_FALSE(handle.overlapped);
    CHECK_FALSE(handle.gap);
    CHECK(handle.completed.size() == accepted.load());
    CHECK(std::set<std::uint64_t>(handle.completed.begin(), handle.completed.end()).size() ==
          accepted.load());
    CHECK(snapshot(device).first == handle.revision);
}

TEST_CASE_FIXTURE(Fixture, "an instance ends with its devices still running") {
    plugin.start(make("{}"));
    plugin.start(make("{}"));
}

TEST_CASE("a host that is cut short is refused") {
    const Fixture whole;
    dp_host host = empty_host();
    dp_instance* instance = nullptr;
    for (const std::size_t size : {std::size_t{8}, offsetof(dp_host, state_remove)}) {
        host.size = static_cast<std::uint32_t>(size);
        CHECK(whole.plugin.init(&host, &instance, nullptr) == DP_BAD_ARGUMENT);
    }
    CHECK(instance == nullptr);
}
