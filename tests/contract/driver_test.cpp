// The Spotify plugin through its door, as any host sees it.
#include "fake_host.hpp"
#include "simulator.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

using namespace contract;
using namespace std::string_literals;

namespace {

// Borrows both.
dp_device_options options_for(Reports& reports, const std::string& config) {
    dp_device_options options{};
    options.size = sizeof options;
    options.id = dp::borrow("lobby");
    options.config = dp::borrow(config);
    options.handle = reports.handle();
    options.callbacks = &reports.callbacks();
    return options;
}

// An instance with one device on the simulator's own account.
struct Fixture {
    Fixture() { services.put_secret("account/lobby/refresh_token", simulator.grant("demo")); }
    ~Fixture() {
        if (device != nullptr) {
            plugin().destroy(device);
        }
        if (instance != nullptr) {
            plugin().deinit(instance);
        }
    }
    const dp_plugin& plugin() const { return library.plugin(); }

    void create() {
        const auto config = R"({"client_id":"demo-client","accounts_url":")" + simulator.accounts_url() +
                            R"(","api_url":")" + simulator.api_url() + R"(","ca_file":")" +
                            simulator.ca_file() + "\"}";
        REQUIRE(plugin().init(&services.host(), &instance, nullptr) == DP_OK);
        REQUIRE(create_device(config) == DP_OK);
    }
    std::int32_t create_device(const std::string& config) {
        const auto options = options_for(reports, config);
        error = std::make_unique<dp::TextSink>();
        return plugin().create(instance, &options, &device, &error->raw);
    }
    std::int32_t invoke(const char* action, std::uint64_t token, std::uint32_t timeout_ms = 0) {
        return plugin().invoke(device, dp::borrow(action), nullptr, 0, token, timeout_ms, nullptr);
    }
    bool wait_status(const std::string& status) {
        return reports.wait(
            [&](const Reports& seen) { return seen.property("status") == dp::Value{status}; });
    }
    std::map<std::string, dp::Value> snapshot(std::uint64_t& revision) {
        struct Taken {
            std::map<std::string, dp::Value> values;
            std::uint64_t revision = 0;
        } taken;
        const dp_snapshot_sink sink{&taken, [](void* context, std::uint64_t number,
                                               const dp_named_value* values, std::uint32_t count) {
                                        auto& into = *static_cast<Taken*>(context);
                                        into.revision = number;
                                        for (const auto& [name, value] : dp::own(values, count)) {
                                            into.values[name] = value;
                                        }
                                    }};
        REQUIRE(plugin().snapshot(device, &sink) == DP_OK);
        revision = taken.revision;
        return taken.values;
    }

    test::Simulator simulator;
    Services services;
    Reports reports;
    Library library{SPOTIFY_PLUGIN};
    std::unique_ptr<dp::TextSink> error;
    dp_instance* instance = nullptr;
    dp_device* device = nullptr;
};

// The sanitizers keep libraries mapped, to name what leaked.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool sanitized = true;
#else
constexpr bool sanitized = false;
#endif

std::size_t threads_now() {
    const std::filesystem::directory_iterator tasks("/proc/self/task");
    return static_cast<std::size_t>(std::distance(begin(tasks), end(tasks)));
}

bool is_mapped(const std::string& file) {
    std::ifstream maps("/proc/self/maps");
    for (std::string line; std::getline(maps, line);) {
        if (line.ends_with(file)) {
            return true;
        }
    }
    return false;
}

} // namespace

TEST_CASE_FIXTURE(Fixture, "a snapshot equals all batches folded, and revisions rise by one") {
    create();
    REQUIRE(plugin().start(device) == DP_OK);
    CHECK(plugin().start(device) == DP_WRONG_STATE);
    REQUIRE(wait_status("online"));
    REQUIRE(invoke("pause", 1) == DP_OK);
    REQUIRE(reports.wait([](const Reports& seen) { return seen.completed().size() == 1; }));
    REQUIRE(plugin().stop(device) == DP_OK); // all is delivered
    std::uint64_t revision = 0;
    auto taken = snapshot(revision);
    std::erase_if(taken, [](const auto& item) { return item.second == dp::Value{}; });
    auto folded = reports.folded();
    std::erase_if(folded, [](const auto& item) { return item.second == dp::Value{}; });
    CHECK((taken == folded));
    CHECK(revision == reports.revision());
    CHECK(reports.in_order());
}

TEST_CASE_FIXTURE(
    Fixture,
    "after stop: everything pending is canceled, nothing more is said, and nothing claims to be of now") {
    create();
    REQUIRE(plugin().start(device) == DP_OK);
    REQUIRE(wait_status("online"));
    simulator.add_fault(R"({"method":"PUT","path":"/v1/me/player","times":-1,"kind":"stall"})");
    REQUIRE(invoke("pause", 7, 60'000) == DP_OK);
    REQUIRE(plugin().stop(device) == DP_OK);
    const auto count = reports.count();
    REQUIRE(reports.completed().size() == 1);
    CHECK(reports.completed().front().token == 7);
    CHECK(reports.completed().front().status == DP_CANCELED);
    CHECK(reports.health() == DP_HEALTH_STOPPED);
    CHECK(reports.property("is_stale") == dp::Value{true});
    CHECK(invoke("pause", 8) == DP_WRONG_STATE);
    CHECK(plugin().stop(device) == DP_OK);
    CHECK(reports.count() == count);

    const auto name = reports.property("track_name");
    CHECK(name != dp::Value{});
    simulator.clear_faults();
    REQUIRE(plugin().start(device) == DP_OK);
    std::atomic<bool> blanked = false;
    REQUIRE(reports.wait([&](const Reports& seen) {
        blanked = blanked || seen.property("track_name") == dp::Value{};
        return seen.property("status") == dp::Value{"online"s};
    }));
    CHECK_FALSE(blanked); // stale, not blank
    CHECK(reports.in_order());
}

TEST_CASE_FIXTURE(Fixture, "what is refused has a code and a sentence") {
    REQUIRE(plugin().init(&services.host(), &instance, nullptr) == DP_OK);
    for (const char* config : {"", "[]", "{garbage", "7"}) {
        CAPTURE(config);
        CHECK(create_device(config) == DP_BAD_ARGUMENT);
        CHECK_FALSE(error->text().empty());
        CHECK(device == nullptr);
    }
    REQUIRE(create_device("{}") == DP_OK); // an object; what is wrong inside is told by start()
    CHECK(invoke("pause", 1) == DP_WRONG_STATE);
    REQUIRE(plugin().start(device) == DP_OK);
    REQUIRE(reports.wait([](const Reports& seen) { return seen.health() == DP_HEALTH_BAD_CONFIG; }));
    CHECK(invoke("fly", 1) == DP_UNKNOWN_ID);
    const dp_named_value surplus{dp::borrow("x"), dp_value{}};
    CHECK(plugin().invoke(device, dp::borrow("pause"), &surplus, 1, 1, 0, nullptr) == DP_BAD_ARGUMENT);
    const dp_value value{};
    CHECK(plugin().write(device, dp::borrow("volume"), &value, 1, 0, nullptr) == DP_WRONG_TYPE);
    CHECK(plugin().write(device, dp::borrow("track_name"), &value, 1, 0, nullptr) == DP_UNSUPPORTED);
    CHECK(plugin().write(device, dp::borrow("wings"), &value, 1, 0, nullptr) == DP_UNKNOWN_ID);
    CHECK(plugin().cancel(device, 99) == DP_UNKNOWN_ID);
    CHECK(plugin().invoke(nullptr, dp::borrow("pause"), nullptr, 0, 1, 0, nullptr) == DP_BAD_ARGUMENT);
    CHECK(plugin().init(nullptr, &instance, nullptr) == DP_BAD_ARGUMENT);
    const auto* attention =
        static_cast<const dp_attention_v1*>(plugin().extension(instance, dp::borrow(DP_EXT_ATTENTION)));
    REQUIRE(attention != nullptr);
    CHECK(attention->set(device, DP_ATTENTION_LOOKING) == DP_OK);
    CHECK(attention->set(device, 9) == DP_OUT_OF_RANGE);
    CHECK(plugin().extension(instance, dp::borrow("nobody.knows/1")) == nullptr);
}

TEST_CASE_FIXTURE(Fixture, "stop from inside a callback is refused, and [any] functions are welcome there") {
    create();
    std::atomic<int> stops_refused = 0;
    std::atomic<int> callbacks = 0;
    reports.inside = [&] {
        ++callbacks;
        stops_refused += plugin().stop(device) == DP_WRONG_STATE ? 1 : 0;
        std::uint64_t revision = 0;
        snapshot(revision);
    };
    REQUIRE(plugin().start(device) == DP_OK);
    REQUIRE(wait_status("online"));
    reports.wait([](const Reports&) { return true; });
    CHECK(plugin().stop(device) == DP_OK);
    CHECK(callbacks > 0);
    // The last ones are delivered by stop() itself, on its own thread, inside which stop() is refused as
    // well.
    CHECK(stops_refused == callbacks);
}

TEST_CASE_FIXTURE(Fixture, "a token is pending until its completion is told") {
    create();
    std::atomic<bool> tried = false;
    std::atomic<std::int32_t> first = -1;
    std::atomic<std::int32_t> second = -1;
    std::atomic<std::int32_t> canceled = -1;
    reports.inside = [&] { // so that no completion can be told meanwhile
        if (!tried.exchange(true)) {
            first = invoke("diagnostics", 77);
            second = invoke("diagnostics", 77);
            canceled = plugin().cancel(device, 77);
        }
    };
    REQUIRE(plugin().start(device) == DP_OK);
    REQUIRE(reports.wait([](const Reports& seen) { return !seen.completed().empty(); }));
    CHECK(first == DP_OK);
    CHECK(second == DP_BAD_ARGUMENT);
    CHECK(canceled == DP_OK);
    CHECK(plugin().stop(device) == DP_OK);
    CHECK(reports.completed().size() == 1);
}

TEST_CASE_FIXTURE(Fixture, "many threads at once: each accepted token completes exactly once") {
    create();
    REQUIRE(plugin().start(device) == DP_OK);
    REQUIRE(wait_status("online"));
    std::atomic<std::uint64_t> next = 1;
    std::vector<std::atomic<bool>> accepted(801);
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) {
        threads.emplace_back([&] {
            for (int n = 0; n < 100; ++n) {
                const auto token = next++;
                const char* action = token % 3 == 0 ? "play" : token % 3 == 1 ? "pause" : "play_pause";
                accepted[token] = invoke(action, token) == DP_OK;
                plugin().cancel(device, token / 2);
                std::uint64_t revision = 0;
                snapshot(revision);
            }
        });
    }
    std::this_thread::yield();
    CHECK(plugin().stop(device) == DP_OK);
    for (auto& thread : threads) {
        thread.join();
    }
    CHECK(plugin().stop(device) == DP_OK);
    std::vector<int> times(801);
    for (const auto& [token, status] : reports.completed()) {
        ++times[token];
    }
    for (std::size_t token = 1; token <= 800; ++token) {
        CAPTURE(token);
        CHECK(times[token] == (accepted[token] ? 1 : 0));
    }
    CHECK(reports.in_order());
}

TEST_CASE("devices left over are ended by deinit; the threads are gone and the library is unmapped, time "
          "after time") {
    test::Simulator simulator;
    const auto config = R"({"client_id":"demo-client","account":"demo","accounts_url":")" +
                        simulator.accounts_url() + R"(","api_url":")" + simulator.api_url() +
                        R"(","ca_file":")" + simulator.ca_file() + "\"}";
    const auto threads = threads_now();
    for (int round = 0; round < 10; ++round) {
        Services services;
        Reports reports;
        services.put_secret("account/demo/refresh_token", simulator.grant("demo"));
        {
            const Library library(SPOTIFY_PLUGIN);
            dp_instance* instance = nullptr;
            dp_device* device = nullptr;
            REQUIRE(library.plugin().init(&services.host(), &instance, nullptr) == DP_OK);
            const auto options = options_for(reports, config);
            REQUIRE(library.plugin().create(instance, &options, &device, nullptr) == DP_OK);
            REQUIRE(library.plugin().start(device) == DP_OK);
            REQUIRE(reports.wait([](const Reports& seen) { return seen.health() == DP_HEALTH_READY; }));
            library.plugin().deinit(instance);
            CHECK(reports.health() == DP_HEALTH_STOPPED);
        }
        CHECK(threads_now() == threads);
        if (!sanitized) {
            CHECK_FALSE(is_mapped("/spotify.so"));
        }
    }
}
