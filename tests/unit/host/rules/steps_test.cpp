// What rules do when they fire: sequences, values taken from properties, firings one on top of the other.
#include "virtual_house.hpp"

using namespace rule_tests;
using dp::Status;

namespace {

std::string steps(const std::string& steps, const std::string& more = "") {
    return R"([{"name":"r","when":{"event":"door.rang"},"do":)" + steps + more + "}]";
}

constexpr auto slow = R"([{"invoke":"relay.close"},{"wait":"10 s"},{"invoke":"relay.open"}])";

} // namespace

TEST_CASE("steps go in their order, with the waits in between") {
    House house{steps(
        R"([{"invoke":"lobby.seek","params":{"position_ms":5,"why":"x"}},{"write":"lobby.volume","value":30},
            {"wait":"10 s"},{"wait":500},{"invoke":"relay.close"}])")};
    house.start();
    house.report("door.rang");
    CHECK(house.sent() == R"(lobby.seek{"position_ms":5,"why":"x"} lobby.volume=30)");
    CHECK(
        house.fired() ==
        std::vector<host::RuleFiring>{
            {"r", noon, "door reported rang",
             R"(lobby.seek (position_ms 5, why "x"), lobby.volume = 30, wait 10 s, wait 500 ms, relay.close)"}});
    house.pass(10'499ms);
    CHECK(house.sent().empty());
    house.pass(1ms);
    CHECK(house.sent() == "relay.close");
}

TEST_CASE("a value is taken from a property when the step's turn comes") {
    House house{steps(R"([{"write":"lobby.volume","value":{"from":"hall.level"}},{"wait":"1 s"},
        {"invoke":"lobby.set","params":{"to":{"from":"hall.level"},"as":{"from":"hall.level","not":"a place"}}}])")};
    house.start();
    house.set("hall.level", std::int64_t{20});
    house.report("door.rang");
    CHECK(house.sent() == "lobby.volume=20");
    house.set("hall.level", std::int64_t{21});
    house.pass(1s);
    CHECK(house.sent() == R"(lobby.set{"to":21,"as":{"from":"hall.level","not":"a place"}})");
}

TEST_CASE("a value that is not known ends the sequence, with a sentence") {
    House house{steps(R"([{"invoke":"relay.close"},{"write":"lobby.volume","value":{"from":"hall.level"}},
                  {"invoke":"relay.open"}])")};
    house.start();
    house.report("door.rang");
    CHECK(house.sent() == "relay.close");
    CHECK(house.record().last == "ended early: hall.level is not known");
    CHECK(house.notes().find("warning rule \"r\": ended early: hall.level is not known") !=
          std::string::npos);
    house.set("hall.level", std::int64_t{1});
    house.report("door.rang");
    CHECK(house.sent() == "relay.close lobby.volume=1 relay.open");
}

TEST_CASE("a newer firing restarts the sequence unless said otherwise") {
    House house{steps(slow)};
    house.start();
    house.report("door.rang");
    house.pass(9s);
    house.report("door.rang");
    CHECK(house.sent() == "relay.close relay.close");
    house.pass(9s);
    CHECK(house.sent().empty());
    house.pass(1s);
    CHECK(house.sent() == "relay.open");
    house.pass(1min);
    CHECK(house.sent().empty());
}

TEST_CASE("a single one passes newer firings over until it is done") {
    House house{steps(slow, R"(,"mode":"single")")};
    house.start();
    house.report("door.rang");
    house.pass(9s);
    house.report("door.rang");
    CHECK(house.record().last == "passed over: the firing before is not over");
    house.pass(1s);
    CHECK(house.sent() == "relay.close relay.open");
    CHECK(house.record().fired == 1);
    house.report("door.rang");
    CHECK(house.sent() == "relay.close");
}

TEST_CASE("a queued one does one after the other, and not more than ten wait") {
    House house{steps(slow, R"(,"mode":"queued")")};
    house.start();
    for (int i = 0; i < 13; ++i) {
        house.report("door.rang");
    }
    CHECK(house.sent() == "relay.close");
    CHECK(house.record().last == "passed over: 10 firings wait already");
    house.pass(10s);
    CHECK(house.sent() == "relay.open relay.close");
    house.pass(100s);
    house.sent();
    CHECK(house.record().fired == 11);
    house.pass(1h);
    CHECK(house.sent().empty());
    CHECK(house.record().fired == 11);
}

TEST_CASE("what came of a command is seen, and a failure is not hidden by what went well") {
    House house{steps(R"([{"invoke":"relay.close"},{"invoke":"lobby.pause"},{"invoke":"relay.open"}])")};
    house.start();
    house.report("door.rang");
    REQUIRE(house.tokens.size() == 3);
    house.take(house.book.outcome(house.tokens[0], Status::ok, ""));
    CHECK(house.record().last == "relay.close: ok");
    house.take(house.book.outcome(house.tokens[1], Status::offline, "no network"));
    house.take(house.book.outcome(house.tokens[2], Status::ok, ""));
    CHECK(house.record().last == "lobby.pause: offline: no network");
    CHECK(house.notes().find("warning rule \"r\": lobby.pause: offline: no network") != std::string::npos);
    CHECK_FALSE(house.book.outcome(house.tokens[1], Status::ok, "").records_changed); // the second time
    house.report("door.rang");
    house.take(house.book.outcome(house.tokens[3], Status::ok, ""));
    CHECK(house.record().last == "relay.close: ok");
}

// ---- Loops

TEST_CASE("two rules that feed each other are stopped, with a sentence") {
    House house{
        R"([{"name":"a","when":{"property":"door.closed","changes":true},"do":[{"invoke":"relay.toggle"}]},
                    {"name":"b","when":{"property":"relay.closed","changes":true},"do":[{"invoke":"door.toggle"}]}])"};
    house.start();
    std::map<std::string, bool> closed{{"door", false}, {"relay", false}};
    house.set("door.closed", false);
    house.set("relay.closed", false);
    house.set("door.closed", closed["door"] = true);
    std::size_t done = 0;
    for (; done < house.commanded.size() && done < 100; ++done) { // what each command does in the house
        house.pass(100ms);
        const std::string device = house.commanded[done].target.device;
        house.set(device + ".closed", closed[device] = !closed[device]);
    }
    CHECK(done == 10);
    const auto last = house.fired().back();
    CHECK(last.text.find("stopped: it came of 10 firings of rules") == 0);
    CHECK(house.notes().find("they seem to feed each other") != std::string::npos);
    // Somebody who comes later is served.
    house.pass(1min);
    house.set("door.closed", closed["door"] = !closed["door"]);
    CHECK(house.commanded.size() == 11);
}

TEST_CASE("a chain goes on through waits and holds") {
    House house{R"([{"name":"a","when":{"property":"door.closed","changes":true,"for":"1 s"},
                     "do":[{"wait":"10 s"},{"invoke":"door.toggle"}]}])"};
    house.start();
    bool closed = false;
    house.set("door.closed", closed);
    house.set("door.closed", closed = true);
    for (std::size_t done = 0; done < 50; ++done) {
        house.pass(11s);
        if (house.commanded.size() > done) {
            house.set("door.closed", closed = !closed);
        }
    }
    CHECK(house.commanded.size() == host::RuleBook::most_in_a_chain);
}

TEST_CASE("what somebody else did to a device begins no chain, nor does what comes much later") {
    House house{R"([{"name":"ceiling","when":{"property":"lobby.volume","crosses":40,"direction":"up"},
                     "do":[{"write":"lobby.volume","value":40}]}])"};
    house.start();
    for (int i = 0; i < 50; ++i) { // a person at a panel, again and again
        house.book.commanded("lobby");
        house.set("lobby.volume", std::int64_t{20});
        house.set("lobby.volume", std::int64_t{60});
        house.pass(1s);
    }
    CHECK(house.commanded.size() == 50);
    for (int i = 0; i < 50; ++i) { // a person with a phone
        house.set("lobby.volume", std::int64_t{20});
        house.set("lobby.volume", std::int64_t{60});
        house.pass(6s);
    }
    CHECK(house.commanded.size() == 100);
    for (int i = 0; i < 50; ++i) { // one who does not give up
        house.set("lobby.volume", std::int64_t{20});
        house.set("lobby.volume", std::int64_t{60});
        house.pass(1s);
    }
    CHECK(house.commanded.size() == 150);
}

TEST_CASE("two rules with opposite bounds that feed each other are a chain") {
    House house{R"([{"name":"down","when":{"property":"lobby.volume","crosses":40,"direction":"up"},
                     "do":[{"write":"lobby.volume","value":20}]},
                    {"name":"up","when":{"property":"lobby.volume","crosses":40,"direction":"down"},
                     "do":[{"write":"lobby.volume","value":60}]}])"};
    house.start();
    house.set("lobby.volume", std::int64_t{20});
    house.set("lobby.volume", std::int64_t{60});
    for (std::size_t done = 0; done < house.commanded.size() && done < 100; ++done) {
        house.pass(100ms);
        house.set("lobby.volume", house.commanded[done].value);
    }
    CHECK(house.commanded.size() <= host::RuleBook::most_in_a_chain + 1);
    CHECK(house.notes().find("they seem to feed each other") != std::string::npos);
}

TEST_CASE("a rule that fires too often is stopped until it is quiet") {
    House house{steps(R"([{"invoke":"relay.close"}])")};
    house.start();
    for (int i = 0; i < 300; ++i) {
        house.report("door.rang");
        house.pass(100ms);
    }
    CHECK(house.commanded.size() == 120);
    const auto fired = house.fired();
    CHECK(fired.size() == 121); // and once that it was stopped
    CHECK(fired.back().text.find("stopped: it would fire more than 120 times in a minute") == 0);
    house.pass(1min);
    house.report("door.rang");
    CHECK(house.commanded.size() == 121);
}

// ---- Another site

TEST_CASE("rules that did not change go on where they are when the site is read again") {
    const std::string first = R"({"name":"a","when":{"event":"door.rang"},"do":)" + std::string{slow} + '}';
    const std::string held = R"({"name":"h","when":{"property":"door.closed","becomes":true,"for":"1 min"},
                                 "do":[{"invoke":"lobby.pause"}]})";
    const std::string other = R"({"name":"b","when":{"event":"door.rang"},"do":)" + std::string{slow} + '}';
    House house{'[' + first + ',' + other + ',' + held + ']'};
    house.start();
    house.set("door.closed", false);
    house.set("door.closed", true);
    house.report("door.rang");
    house.pass(5s);
    CHECK(house.sent() == "relay.close relay.close");
    const std::string changed = R"({"name":"b","when":{"event":"door.rang"},"do":[{"invoke":"lobby.play"}]})";
    const std::string fresh =
        R"({"name":"n","when":[{"property":"door.closed","changes":true},{"start":true}],
                                  "do":[{"invoke":"hall.light"}]})";
    house.book.replace(rules_of('[' + fresh + ',' + held + ',' + first + ',' + changed + ']'), house.now);
    CHECK(house.book.records()[2].fired == 1);
    house.pass(5s);
    CHECK(house.sent() == "relay.open"); // of a; the old b is no more
    house.pass(50s);
    CHECK(house.sent() == "lobby.pause"); // it was held all the while
    house.report("door.rang");
    CHECK(house.sent() == "relay.close lobby.play");
    house.set("door.closed", false); // the new rule knows that it was closed
    CHECK(house.sent() == "hall.light");
}

TEST_CASE("a rule without a name goes on when another is put above it") {
    const std::string nameless = R"({"when":{"event":"door.rang"},"do":)" + std::string{slow} + '}';
    const std::string other = R"({"when":{"event":"door.closed"},"do":[{"invoke":"hall.light"}]})";
    House house{'[' + nameless + ']'};
    house.start();
    house.report("door.rang");
    CHECK(house.sent() == "relay.close");
    house.book.replace(rules_of('[' + other + ',' + nameless + ']'), house.now);
    CHECK(house.record(1).fired == 1);
    CHECK(house.record(1).name == "rules/1");
    house.pass(10s);
    CHECK(house.sent() == "relay.open");
}

TEST_CASE("an outcome for a rule that is gone harms nobody") {
    House house{steps(R"([{"invoke":"relay.close"}])")};
    house.start();
    house.report("door.rang");
    house.book.replace({}, house.now);
    house.take(house.book.outcome(house.tokens[0], Status::remote, "broken"));
    CHECK(house.notes().find("relay.close: remote: broken") != std::string::npos);
    CHECK(house.book.records().empty());
    CHECK_FALSE(house.book.next_due(house.now));
}

TEST_CASE("a time of day that is new in the site fires at its time, and not for those before") {
    House house{steps(R"([{"invoke":"relay.close"}])")};
    house.start();
    house.pass(2h);
    house.book.replace(
        rules_of(R"([{"when":[{"time":"13:00"},{"time":"14:30"}],"do":[{"invoke":"relay.open"}]}])"),
        house.now);
    house.pass(29min);
    CHECK(house.sent().empty());
    house.pass(1min);
    CHECK(house.sent() == "relay.open");
}

TEST_CASE("nobody is woken when no rule waits for time") {
    House house{steps(R"([{"invoke":"relay.close"}])")};
    house.start();
    house.report("door.rang");
    CHECK_FALSE(house.book.next_due(house.now));
}

TEST_CASE("a rule says what it is in sentences") {
    const auto rules = rules_of(R"([{"when":[{"property":"door.closed","becomes":true,"for":"5 min"},
        {"property":"hall.level","crosses":30,"direction":"down"},{"event":"lobby.rang"},
        {"time":"22:00","days":["sat","fri"]},{"start":true}],
        "if":[{"property":"hall.level","between":[1,2.5]},{"any":[{"days":["mon"]},{"not":{"property":"door.closed","equals":null}}]},
              {"time":{"from":"18:00","to":"02:00"},"days":["mon","tue","wed"]}],
        "do":[{"invoke":"lobby.pause"},{"wait":"90 s"},{"write":"lobby.volume","value":{"from":"hall.level"}}]}])");
    CHECK(
        host::when_text(rules[0]) ==
        "door.closed becomes true for 5 min, or hall.level falls below 30, or lobby reports rang, or it is "
        "22:00 on Friday and Saturday, or the host starts, if hall.level is from 1 to 2.5 and (it is a time "
        "on Monday or not (door.closed is not known)) and it is between 18:00 and 02:00 (begun on Monday, "
        "Tuesday and Wednesday)");
    CHECK(host::steps_text(rules[0]) == "lobby.pause, wait 1 min 30 s, lobby.volume = hall.level");
    CHECK(rules[0].name == "rules/0");
}
