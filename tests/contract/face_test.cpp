// The C++ face: what it turns into what, and what it ends by itself.
#include "dp/client.hpp"
#include "dp/entry.hpp"
#include "dp/token.hpp"
#include "fake_host.hpp"

#include <doctest/doctest.h>

#include <new>
#include <vector>

using namespace contract;

namespace {

struct Outcomes {
    std::vector<std::pair<std::uint64_t, dp::Status>> seen;
    dp::Token token(std::uint64_t number) {
        return {number, [this](std::uint64_t done, const dp::Outcome& outcome, const dp::Value&) {
                    seen.emplace_back(done, outcome.status);
                }};
    }
};

using Seen = std::vector<std::pair<std::uint64_t, dp::Status>>;

// A device that throws where it can, and counts how many live.
struct Shared {
    explicit Shared(const dp_host&) {}
};
struct Throwing {
    static inline int living = 0;
    Throwing(Shared&, const dp::DeviceOptions& options) {
        if (options.config == "no") {
            throw dp::Refusal(dp::Status::bad_argument, "not this one");
        }
        ++living;
    }
    ~Throwing() { --living; }
    dp::Status start() { throw 7; }
    dp::Status stop() { throw std::bad_alloc(); }
    dp::Outcome reconfigure(std::string_view) { throw std::runtime_error("it broke"); }
    bool inside_callback() const { return false; }
    dp::Snapshot snapshot() const { throw std::runtime_error("it broke"); }
    dp::Outcome invoke(std::string_view, const std::vector<dp::NamedValue>&, std::uint64_t, std::uint32_t) {
        throw dp::Refusal(dp::Status::busy, "later");
    }
    dp::Outcome write(std::string_view, const dp::Value&, std::uint64_t, std::uint32_t) { return {}; }
    dp::Status cancel(std::uint64_t) { return dp::Status::ok; }
};

constexpr auto table = dp::Entry<Shared, Throwing>::table("test.throwing", "1");

struct Silent : dp::Listener {
    void on_properties(std::uint64_t, std::vector<dp::NamedValue>) override {}
    void on_event(std::string, std::vector<dp::NamedValue>) override {}
    void on_health(dp::Health, std::string, std::string) override { throw std::runtime_error("not mine"); }
    void on_completed(std::uint64_t, dp::Outcome, dp::Value) override {}
};

} // namespace

TEST_CASE("a token completes once: the first outcome counts, and none given is canceled") {
    Outcomes outcomes;
    {
        auto token = outcomes.token(1);
        token.complete({dp::Status::busy, ""});
        token.complete({});
    }
    CHECK((outcomes.seen == Seen{{1, dp::Status::busy}}));
    outcomes.seen.clear();
    outcomes.token(2);
    CHECK((outcomes.seen == Seen{{2, dp::Status::canceled}}));
    outcomes.seen.clear();
    {
        auto first = outcomes.token(3);
        auto second = std::move(first);
        second = outcomes.token(4); // what it held before is canceled
        CHECK((outcomes.seen == Seen{{3, dp::Status::canceled}}));
        second.forget();
    }
    CHECK(outcomes.seen.size() == 1);
}

TEST_CASE("exceptions end at the door as statuses, with their sentence") {
    Services services;
    Silent listener;
    {
        const dp::Instance instance(table, services.host());
        CHECK_THROWS_WITH_AS(dp::Device(instance, "a", "no", listener), "not this one", dp::Refusal);
        CHECK(Throwing::living == 0);
        dp::Device device(instance, "a", "{}", listener);
        CHECK((device.start() == dp::Status::internal));
        CHECK((device.stop() == dp::Status::internal));
        CHECK(device.reconfigure("{}").text == "it broke");
        const auto refused = device.invoke("go", {}, 1, 0);
        CHECK((refused.status == dp::Status::busy));
        CHECK(refused.text == "later");
        auto status = dp::Status::ok;
        CHECK(device.snapshot(status).empty());
        CHECK((status == dp::Status::internal));
        CHECK(device.write("x", true, 1, 0));
        CHECK(instance.extension(DP_EXT_ATTENTION) == nullptr); // it has no set_attention()
        CHECK(Throwing::living == 1);
    }
    CHECK(Throwing::living == 0);
}

TEST_CASE("a device that a host forgot ends with its instance") {
    Services services;
    Silent listener;
    dp_instance* instance = nullptr;
    dp_device* device = nullptr;
    REQUIRE(table.init(&services.host(), &instance, nullptr) == DP_OK);
    dp_device_options options{};
    options.size = sizeof options;
    options.config = dp::borrow("{}");
    options.handle = listener.handle();
    options.callbacks = &dp::Listener::callbacks();
    REQUIRE(table.create(instance, &options, &device, nullptr) == DP_OK);
    CHECK(Throwing::living == 1);
    table.deinit(instance);
    CHECK(Throwing::living == 0);
}

TEST_CASE("what a listener throws does not reach the plugin") {
    Silent listener;
    dp::Listener::callbacks().health_changed(listener.handle(), DP_HEALTH_READY, dp::borrow("ok"),
                                             dp::borrow(""));
}

TEST_CASE("a host that lacks a service is refused before anything is made of it") {
    Services services;
    auto host = services.host();
    host.state_remove = nullptr;
    CHECK_FALSE(dp::missing_services(&host).empty());
    dp_instance* instance = nullptr;
    dp::TextSink error;
    CHECK(table.init(&host, &instance, &error.raw) == DP_UNSUPPORTED);
    CHECK(error.text() == "the host lacks a log, a secret store or a state store");
    CHECK(instance == nullptr);
    host.state_remove = services.host().state_remove;
    CHECK(dp::missing_services(&host).empty());
    host.size = 8;
    CHECK_FALSE(dp::missing_services(&host).empty());
}

TEST_CASE("a text with a length and no address is refused before anything reads it") {
    Services services;
    Silent listener;
    const dp_string hollow{nullptr, 4};
    CHECK_FALSE(dp::is_sound(hollow));
    CHECK(dp::is_sound(dp_string{nullptr, 0}));
    dp_instance* instance = nullptr;
    dp_device* device = nullptr;
    REQUIRE(table.init(&services.host(), &instance, nullptr) == DP_OK);
    dp_device_options options{};
    options.size = sizeof options;
    options.config = hollow;
    options.handle = listener.handle();
    options.callbacks = &dp::Listener::callbacks();
    CHECK(table.create(instance, &options, &device, nullptr) == DP_BAD_ARGUMENT);
    options.config = dp::borrow("{}");
    REQUIRE(table.create(instance, &options, &device, nullptr) == DP_OK);
    CHECK(table.reconfigure(device, hollow, nullptr) == DP_BAD_ARGUMENT);
    CHECK(table.invoke(device, hollow, nullptr, 0, 1, 0, nullptr) == DP_BAD_ARGUMENT);
    CHECK(table.invoke(device, dp::borrow("go"), nullptr, 1, 1, 0, nullptr) == DP_BAD_ARGUMENT);
    dp_named_value parameter{hollow, dp_value{}};
    CHECK(table.invoke(device, dp::borrow("go"), &parameter, 1, 1, 0, nullptr) == DP_BAD_ARGUMENT);
    dp_value text{};
    text.type = DP_TYPE_STRING;
    text.as.string = hollow;
    parameter = {dp::borrow("x"), text};
    CHECK(table.invoke(device, dp::borrow("go"), &parameter, 1, 1, 0, nullptr) == DP_BAD_ARGUMENT);
    CHECK(table.write(device, dp::borrow("x"), &text, 1, 0, nullptr) == DP_BAD_ARGUMENT);
    table.deinit(instance);
}

TEST_CASE("whatever fails comes with a sentence, if only the name of the code") {
    dp::TextSink said;
    CHECK(dp::guarded(&said.raw, [] { return dp::Outcome{dp::Status::busy, ""}; }) == DP_BUSY);
    CHECK(said.text() == "busy");
    dp::TextSink nothing;
    CHECK(dp::guarded(&nothing.raw, [] { return dp::Outcome{dp::Status::ok, "fine"}; }) == DP_OK);
    CHECK(nothing.text().empty());
    dp::TextSink odd;
    CHECK(dp::guarded(&odd.raw, []() -> dp::Outcome { throw 1; }) == DP_INTERNAL);
    CHECK(odd.text() == "internal");
}

TEST_CASE("a struct is asked for members that are no pointers too") {
    dp_host host{};
    const auto* pointer = &host;
    host.size = offsetof(dp_host, abi_minor);
    CHECK_FALSE(DP_HAS_SIZE(pointer, abi_minor));
    host.size = sizeof host;
    CHECK(DP_HAS_SIZE(pointer, abi_minor));
    CHECK_FALSE(DP_HAS(pointer, log));
}
