// Rules in a host over real plugins, and what peers hear of them.
#include "host/line_session.hpp"
#include "host/lines.hpp"
#include "recorder.hpp"

#include <doctest/doctest.h>

#include <condition_variable>
#include <mutex>

using dp::Status;
using host_tests::RunningHost;

namespace {

const std::string two_contacts =
    R"("devices":[{"id":"door","plugin":"contact"},{"id":"relay","plugin":"contact"}])";

std::string site_with(const std::string& rules) {
    return '{' + two_contacts + R"(,"rules":)" + rules + '}';
}

bool closes(const host_tests::Recorder& recorder, const std::string& device, bool closed) {
    return recorder
        .wait_for<host::Batch>([&](const auto& batch) {
            return batch.device == device && batch.changed.front().value == dp::Value{closed} &&
                   batch.revision > 1;
        })
        .has_value();
}

// The lines of one peer.
class Peer {
public:
    explicit Peer(host::Host& host, host::LineSession::Options options = {})
        : session{host, [this](std::string line) { take(std::move(line)); }, std::move(options)} {}

    bool hears(const std::string& part) {
        std::unique_lock lock{mutex_};
        return news_.wait_for(lock, host_tests::patience, [&] { return count(part) > 0; });
    }
    std::size_t heard(const std::string& part) {
        const std::lock_guard guard{mutex_};
        return count(part);
    }

private:
    void take(std::string line) {
        const std::lock_guard guard{mutex_};
        lines_.push_back(std::move(line));
        news_.notify_all();
    }
    std::size_t count(const std::string& part) const {
        std::size_t found = 0;
        for (const auto& line : lines_) {
            found += line.find(part) != std::string::npos ? 1U : 0U;
        }
        return found;
    }

    std::mutex mutex_;
    std::condition_variable news_;
    std::vector<std::string> lines_;

public:
    host::LineSession session; // last: it calls the above
};

} // namespace

TEST_CASE("a write, a wait and a value of another property work on real devices") {
    RunningHost running{site_with(R"([{"name":"copy","when":{"property":"door.closed","changes":true},
        "do":[{"wait":"20 ms"},{"write":"relay.closed","value":{"from":"door.closed"}}]}])")};
    running.host.invoke({running.recorder, 1}, "door", "close", {}, 0);
    CHECK(closes(*running.recorder, "relay", true));
    running.host.invoke({running.recorder, 2}, "door", "open", {}, 0);
    CHECK(closes(*running.recorder, "relay", false));
}

TEST_CASE("a wait for a state goes by on the host's own clock") {
    RunningHost running{
        site_with(R"([{"name":"held","when":{"property":"door.closed","becomes":true,"for":"30 ms"},
        "do":[{"invoke":"relay.close"}]}])")};
    running.host.invoke({running.recorder, 1}, "door", "close", {}, 0);
    CHECK(closes(*running.recorder, "relay", true));
    CHECK(running.log.has("rule \"held\": door.closed has been true for 30 ms, so: relay.close"));
}

TEST_CASE("the start of the host fires when the devices are there") {
    RunningHost running{site_with(R"([{"name":"begin","when":{"start":true},
        "if":{"property":"door.closed","equals":false},"do":[{"invoke":"relay.close"}]}])")};
    CHECK(closes(*running.recorder, "relay", true));
    const auto firing = running.recorder->wait_for<host::RuleFiring>([](const auto&) { return true; });
    REQUIRE(firing);
    CHECK(firing->rule == "begin");
    CHECK(firing->because == "the host has started");
}

TEST_CASE("an event of a device fires") {
    RunningHost running{
        R"({"devices":[{"id":"hall","plugin":"feedthrough"},{"id":"relay","plugin":"contact"}],
        "rules":[{"name":"r","when":{"event":"hall.told"},"do":[{"invoke":"relay.close"}]}]})"};
    running.host.invoke({running.recorder, 1}, "hall", "tell", {}, 0);
    CHECK(closes(*running.recorder, "relay", true));
}

TEST_CASE("two rules that feed each other are stopped in a running host") {
    RunningHost running{site_with(R"([
        {"name":"a","when":{"property":"door.closed","becomes":true},"do":[{"invoke":"relay.close"}]},
        {"name":"b","when":{"property":"relay.closed","becomes":true},"do":[{"invoke":"door.open"}]},
        {"name":"c","when":{"property":"door.closed","becomes":false},"do":[{"invoke":"relay.open"}]},
        {"name":"d","when":{"property":"relay.closed","becomes":false},"do":[{"invoke":"door.close"}]}])")};
    running.host.invoke({running.recorder, 1}, "door", "close", {}, 0);
    const auto stopped = running.recorder->wait_for<host::RuleFiring>(
        [](const auto& firing) { return firing.text.starts_with("stopped: it came of 10 firings"); });
    REQUIRE(stopped);
    CHECK(running.log.has("warning rules: rule \"" + stopped->rule + "\": "));
    running.host.stop();
    CHECK(running.recorder->all<host::RuleFiring>().size() == 11);
}

TEST_CASE("a rule's mistake is said at the start, with its place, and everything else goes on") {
    RunningHost running{
        site_with(R"([{"when":{"property":"door.closd","becomes":true},"do":[{"invoke":"relay.close"}]}])")};
    CHECK(running.log.has(
        "site.json:1:99: /rules/0/when/property: expected a property of door; it has no closd; "
        "did you mean closed?"));
    running.host.invoke({running.recorder, 1}, "door", "close", {}, 0);
    CHECK(running.recorder->outcome(1)->status == Status::ok);
}

TEST_CASE("a failure of what a rule asked for is logged and in its record") {
    RunningHost running{R"({"devices":[{"id":"door","plugin":"contact"},{"id":"gone","plugin":"nothing"}],
        "rules":[{"name":"r","when":{"property":"door.closed","becomes":true},"do":[{"invoke":"gone.x"}]}]})"};
    Peer peer{running.host};
    peer.session.take(R"({"rules":true})");
    running.host.invoke({running.recorder, 1}, "door", "close", {}, 0);
    CHECK(peer.hears(R"("last":"gone.x: wrong_state: gone does not work)"));
    CHECK(running.log.has("rule \"r\": gone.x: wrong_state: "));
}

TEST_CASE("peers hear of rules when they ask, and no others do") {
    RunningHost running{site_with(R"([{"name":"Closing time","when":{"property":"door.closed","becomes":true},
                       "do":[{"invoke":"relay.close"}]}])")};
    Peer asks{running.host};
    Peer does_not{running.host};
    asks.session.take(R"({"rules":true})");
    REQUIRE(asks.hears(R"({"rules":[{"name":"Closing time","when":"door.closed becomes true","fired":0,)"
                       R"("last_at":null,"last":""}]})"));
    running.host.invoke({running.recorder, 1}, "door", "close", {}, 0);
    CHECK(asks.hears(R"({"rule":"Closing time","at":)"));
    CHECK(asks.hears(R"(,"because":"door.closed became true","text":"relay.close"})"));
    CHECK(asks.hears(R"("fired":1,)"));
    CHECK(asks.hears(R"("last":"relay.close: ok"}]})"));
    asks.session.take(R"({"rules":false})");
    running.host.invoke({running.recorder, 2}, "door", "open", {}, 0);
    running.host.invoke({running.recorder, 3}, "door", "close", {}, 0);
    REQUIRE(running.recorder->outcome(3));
    running.host.stop();
    CHECK(asks.heard("{\"rule\":") == 1);
    CHECK(does_not.heard("{\"rule") == 0);
    CHECK(does_not.heard(R"({"device":"relay","because":)") > 0); // that of a device is for all
    CHECK(does_not.heard("\"completed\"") == 0);
}

TEST_CASE("a reload line goes to whoever may do it, and is answered once it is done") {
    RunningHost running{site_with("[]")};
    Peer may_not{running.host};
    may_not.session.take(R"({"reload":true})");
    CHECK(may_not.hears("reload: expected from one who may set the site up"));
    host::LineSession::Options::Answer answer;
    Peer may{running.host,
             {.introduce = false, .quit = {}, .reload = [&](auto given) { answer = std::move(given); }}};
    may.session.take(R"({"reload":true})");
    REQUIRE(answer);
    CHECK(may.heard("\"reload\"") == 0);
    answer(false, "site.json:1:1: \"x\"");
    CHECK(may.hears(R"({"reload":"failed","text":"site.json:1:1: \"x\""})"));
    answer(true, "done");
    CHECK(may.hears(R"({"reload":"ok","text":"done"})"));
    {
        Peer gone{running.host,
                  {.introduce = false, .quit = {}, .reload = [&](auto given) { answer = std::move(given); }}};
        gone.session.take(R"({"reload":true})");
    }
    answer(true, "nobody hears it");
    CHECK(std::get<host::LineError>(host::read_command(R"({"reload":1})")).sentence ==
          "reload: expected true");
    CHECK(std::get<host::LineError>(host::read_command(R"({"rules":1})")).sentence ==
          "rules: expected true or false");
}

TEST_CASE("a device says which rule made it as it is, also to those who come later, until it is otherwise") {
    RunningHost running{site_with(R"([{"name":"Paging","when":{"property":"door.closed","becomes":true},
        "do":[{"invoke":"relay.close"}]}])")};
    running.host.invoke({running.recorder, 1}, "door", "close", {}, 0);
    const auto is_of_relay = [](const auto& one) { return one.device == "relay"; };
    const auto told = running.recorder->wait_for<host::RuleCauses>(is_of_relay);
    REQUIRE(told);
    CHECK(told->causes == std::vector<host::RuleCause>{{"closed", "Paging", "Closed by the rule “Paging”"}});
    host::LineSession::Options guest;
    guest.introduce = true;
    guest.role = host::Role::operate;
    Peer late{running.host, guest};
    CHECK(late.hears(
        R"({"device":"relay","because":[{"property":"closed","rule":"Paging","text":"Closed by the rule “Paging”"}]})"));
    running.host.invoke({running.recorder, 2}, "relay", "open", {}, 0);
    CHECK(late.hears(R"({"device":"relay","because":[]})"));
    CHECK(late.heard(R"("because")") == 2);
    CHECK(running.recorder->all<host::RuleCauses>().size() ==
          2); // of the door, which a person closed, nothing
}

TEST_CASE("a property that a rule has written says so") {
    RunningHost running{site_with(R"([{"name":"copy","when":{"property":"door.closed","changes":true},
        "do":[{"write":"relay.closed","value":true}]}])")};
    running.host.invoke({running.recorder, 1}, "door", "close", {}, 0);
    const auto told = running.recorder->wait_for<host::RuleCauses>([](const auto&) { return true; });
    REQUIRE(told);
    CHECK(told->causes.front().text == "Contact set by the rule “copy”");
}
