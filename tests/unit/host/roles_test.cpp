// What one may do and see who only operates.
#include "host/core/access.hpp"
#include "host/line_session.hpp"

#include "peer_lines.hpp"
#include "recorder.hpp"

#include <doctest/doctest.h>

using host_tests::Lines;
using host_tests::RunningHost;

namespace {

// Its link, and both its actions, are for those who set up.
struct WithSigner : RunningHost {
    WithSigner()
        : RunningHost{R"({"devices":[{"id":"s","plugin":"signer"}]})", TEST_PLUGINS} {}

    host::LineSession::Options options(host::Role role) {
        host::LineSession::Options made;
        made.introduce = true;
        made.role = role;
        made.log = &ring;
        return made;
    }

    host::LogRing ring;
    Lines lines;
};

bool any_has(const std::vector<std::string>& lines, const std::string& part) {
    return std::any_of(lines.begin(), lines.end(),
                       [&](const auto& line) { return line.find(part) != std::string::npos; });
}

} // namespace

TEST_CASE("who sets up may do all, who operates only that") {
    CHECK(host::Access{host::Role::set_up}.may(host::Role::set_up));
    CHECK(host::Access{host::Role::set_up}.may(host::Role::operate));
    CHECK(host::Access{host::Role::operate}.may(host::Role::operate));
    CHECK_FALSE(host::Access{host::Role::operate}.may(host::Role::set_up));
    CHECK(host::role_of("set_up") == host::Role::set_up);
    CHECK(host::role_of("operate") == host::Role::operate);
    CHECK_FALSE(host::role_of("admin"));
    CHECK(host::word(host::Role::set_up) == "set_up");
}

TEST_CASE("marked properties are null in snapshots, batches and the data of events, and nothing else is") {
    host::Manifest manifest;
    host::PropertySpec link;
    link.id = "link";
    link.role = host::Role::set_up;
    host::PropertySpec volume;
    volume.id = "volume";
    manifest.properties = {link, volume};
    const std::vector<dp::NamedValue> values{{"link", std::string{"x"}}, {"volume", true}};
    const std::vector<dp::NamedValue> shown{{"link", {}}, {"volume", true}};
    const host::Happening batch = host::Batch{"d", 1, 2, values};
    const host::Happening snapshot = host::Snapshot{"d", 1, 2, values};
    const host::Happening event = host::Event{"d", "e", 2, values};
    CHECK(host::common_access.seen(batch, &manifest) == host::Happening{host::Batch{"d", 1, 2, shown}});
    CHECK(host::common_access.seen(snapshot, &manifest) == host::Happening{host::Snapshot{"d", 1, 2, shown}});
    CHECK(host::common_access.seen(event, &manifest) == host::Happening{host::Event{"d", "e", 2, shown}});
    const host::Happening health = host::HealthChange{"d", dp::Health::ready, "ok", "x"};
    CHECK(host::common_access.seen(health, &manifest) == health);
    // Nobody knows what is marked.
    CHECK(host::common_access.seen(batch, nullptr) ==
          host::Happening{host::Batch{"d", 1, 2, {{"link", {}}, {"volume", {}}}}});
}

TEST_CASE_FIXTURE(WithSigner, "who operates is told so, is refused what is marked, and sees no link") {
    REQUIRE(recorder->wait_for<host::Batch>([](const auto& batch) { return batch.revision == 2; }));
    host::LineSession session{host, lines.send(), options(host::Role::operate)};
    session.take(R"({"device":"s","invoke":"forget","token":1})");
    CHECK(lines.wait_for(
        R"({"device":"s","completed":1,"status":"forbidden","text":"forget is for those who set the system up; )"
        R"(whoever asked has an access key to operate it only","result":null})"));
    session.take(R"({"device":"s","invoke":"finish","params":{"answer":"GOOD"},"token":2})");
    CHECK(lines.wait_for(
        R"({"device":"s","completed":2,"status":"forbidden","text":"finish is for those who set the system up; )"
        R"(whoever asked has an access key to operate it only","result":null})"));
    session.take(R"({"device":"s","snapshot":true})");
    CHECK(lines.wait_for(
        R"({"device":"s","snapshot":{"consent_page":null,"ends_at":null},"revision":2,"at":T})"));
    const auto all = lines.all();
    CHECK(any_has({all.front()}, R"("role":"operate","version":"test"})"));
    CHECK_FALSE(any_has(all, "consent.example"));
}

TEST_CASE_FIXTURE(WithSigner, "who sets up sees the link and may sign in and out") {
    host::LineSession session{host, lines.send(), options(host::Role::set_up)};
    session.take(R"({"device":"s","invoke":"finish","params":{"answer":"GOOD"},"token":1})");
    session.take(R"({"device":"s","invoke":"forget","token":2})");
    session.take(R"({"device":"s","snapshot":true})");
    CHECK(recorder->wait_for<host::Batch>([](const auto& batch) { return batch.revision >= 3; }));
    host.stop();
    const auto all = lines.all();
    CHECK(any_has({all.front()}, R"("role":"set_up")"));
    CHECK(any_has(all, "consent.example"));
    CHECK_FALSE(any_has(all, "forbidden"));
}

TEST_CASE_FIXTURE(WithSigner, "the log is read by who sets up, from the lines kept on, until it is enough") {
    host::LineSession session{host, lines.send(), options(host::Role::set_up)};
    ring.add(5, {dp::LogLevel::info, "host", "before"});
    session.take(R"({"log":true})");
    ring.add(6, {dp::LogLevel::warning, "host", "after"});
    CHECK(lines.wait_for(R"({"log":{"at":T,"level":"info","text":"host: before"}})"));
    CHECK(lines.wait_for(R"({"log":{"at":T,"level":"warning","text":"host: after"}})"));
    session.take(R"({"log":false})");
    ring.add(7, {dp::LogLevel::warning, "host", "later"});
    CHECK_FALSE(any_has(lines.all(), "later"));

    Lines others;
    host::LineSession operating{host, others.send(), options(host::Role::operate)};
    operating.take(R"({"log":true})");
    ring.add(8, {dp::LogLevel::warning, "host", "not for all"});
    CHECK(any_has(others.all(), R"("error":"log: expected from one who sets the system up")"));
    CHECK_FALSE(any_has(others.all(), "not for all"));
}

TEST_CASE_FIXTURE(WithSigner, "a session that is gone follows the log no more") {
    {
        host::LineSession session{host, lines.send(), options(host::Role::set_up)};
        session.take(R"({"log":true})");
    }
    ring.add(9, {dp::LogLevel::warning, "host", "to nobody"});
    CHECK_FALSE(any_has(lines.all(), "to nobody"));
}

TEST_CASE_FIXTURE(WithSigner, "what happens can be had as values") {
    std::mutex mutex;
    std::condition_variable news;
    std::vector<host::Happening> heard;
    auto wanted = options(host::Role::operate);
    wanted.send_happening = [&](host::Happening happening) {
        const std::lock_guard guard{mutex};
        heard.push_back(std::move(happening));
        news.notify_all();
    };
    const host::LineSession session{host, lines.send(), wanted};
    std::unique_lock lock{mutex};
    CHECK(news.wait_for(lock, host_tests::patience, [&] {
        return std::any_of(heard.begin(), heard.end(), [](const auto& one) {
            const auto* const snapshot = std::get_if<host::Snapshot>(&one);
            return snapshot != nullptr && snapshot->values.front().value == dp::Value{};
        });
    }));
    CHECK(lines.all().size() == 1); // the line about the site
}

TEST_CASE_FIXTURE(WithSigner, "only who sets up has the site file read again") {
    int asked = 0;
    const auto with_reload = [&](host::Role role) {
        auto made = options(role);
        made.reload = [&asked](const auto& answer) {
            ++asked;
            answer(true, "done");
        };
        return made;
    };
    host::LineSession setting_up{host, lines.send(), with_reload(host::Role::set_up)};
    setting_up.take(R"({"reload":true})");
    CHECK(any_has(lines.all(), R"({"reload":"ok","text":"done"})"));
    CHECK(asked == 1);

    Lines others;
    host::LineSession operating{host, others.send(), with_reload(host::Role::operate)};
    operating.take(R"({"reload":true})");
    CHECK(any_has(others.all(), R"("error":"reload: expected from one who may set the site up")"));
    CHECK(asked == 1);
}
