#include "host/checking/checked_services.hpp"

#include "dp/host.hpp"
#include "rules.hpp"

#include <doctest/doctest.h>

#include <thread>

using namespace checking_tests;

namespace {

// A host whose stores keep nothing, behind the proxy.
struct Fixture {
    Fixture() {
        host.size = sizeof host;
        host.log = [](dp_host_handle*, std::int32_t, dp_string, dp_string) {};
        host.secret_get = [](dp_host_handle*, dp_string, const dp_text_sink*) -> std::int32_t {
            return DP_UNKNOWN_ID;
        };
        host.secret_put = [](dp_host_handle*, dp_string, dp_string) -> std::int32_t { return DP_OK; };
        host.secret_remove = [](dp_host_handle*, dp_string) -> std::int32_t { return DP_OK; };
        host.secret_lock = [](dp_host_handle*, dp_string, std::uint32_t,
                              std::uint64_t* lock) -> std::int32_t {
            *lock = 1;
            return DP_OK;
        };
        host.secret_unlock = [](dp_host_handle*, std::uint64_t) {};
        host.state_get = host.secret_get;
        host.state_put = host.secret_put;
        host.state_remove = host.secret_remove;
    }

    dp_host host{};
    host::Complaints complaints;
    host::CheckedServices services{host, [this](const host::Complaint& one) { complaints.push_back(one); }};
    dp::Host plugin{services.table()};
};

} // namespace

TEST_CASE_FIXTURE(Fixture, "what is asked from where it may be asked passes") {
    CHECK((plugin.secret_put("a", "b") == dp::Status::ok));
    CHECK((plugin.state_get("a", [](std::string_view) {}) == dp::Status::unknown_id));
    services.end();
    CHECK(complaints.empty());
}

TEST_CASE_FIXTURE(Fixture,
                  "a store that is asked from inside an [any] function is named; another thread may") {
    const host::CheckedServices::InsideAny inside{services};
    std::thread other{[&] { plugin.secret_put("a", "b"); }};
    other.join();
    CHECK(complaints.empty());
    plugin.log(dp::LogLevel::info, "x", "y"); // of [any] itself
    CHECK(complaints.empty());
    CHECK((plugin.state_put("a", "b") == dp::Status::ok)); // and forwarded all the same
    CHECK(texts(complaints) ==
          Texts{"services-not-from-any: state_put, which may block, was called from inside a "
                "function that must not"});
}

TEST_CASE_FIXTURE(Fixture, "after deinit() nothing is served") {
    services.end();
    CHECK((plugin.secret_put("a", "b") == dp::Status::wrong_state));
    plugin.log(dp::LogLevel::info, "x", "y");
    CHECK(texts(complaints) ==
          Texts{"services-within-instance: secret_put was called after deinit(); it was refused",
                "services-within-instance: log was called after deinit(); it was refused"});
}

TEST_CASE_FIXTURE(Fixture, "locks are let go of, once") {
    auto status = dp::Status::ok;
    {
        const auto lock = plugin.secret_lock("a", std::chrono::milliseconds{0}, status);
        CHECK(lock.has_value());
    }
    CHECK(complaints.empty());
    services.table().secret_unlock(services.table().handle, 1);
    CHECK(texts(complaints) == Texts{"locks-released: secret_unlock of a lock that is not held"});
    complaints.clear();
    std::uint64_t lock = 0;
    services.table().secret_lock(services.table().handle, dp::borrow("a"), 0, &lock);
    services.end();
    CHECK(texts(complaints) == Texts{"locks-released: deinit() left 1 locks of the secret store held"});
}

TEST_CASE_FIXTURE(Fixture, "a log line that would spoil a log is named") {
    const auto& table = services.table();
    table.log(table.handle, DP_LOG_INFO, dp::borrow("auth"), dp::borrow("all is well"));
    CHECK(complaints.empty());
    table.log(table.handle, DP_LOG_INFO, dp::borrow("auth"), dp::borrow("one\ntwo"));
    table.log(table.handle, 9, dp::borrow("auth"), dp::borrow("x"));
    table.log(table.handle, DP_LOG_INFO, dp::borrow("auth"), dp::borrow("\xff"));
    table.log(table.handle, DP_LOG_INFO, dp_string{nullptr, 3}, dp::borrow("x"));
    CHECK(texts(complaints) ==
          Texts{"services-well-formed: a log line with an end of line in it",
                "services-well-formed: a log line of the unknown level 9",
                "texts-are-utf8: a log line is not UTF-8",
                "services-well-formed: the category of a log line has a length and no address"});
}
