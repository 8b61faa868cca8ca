// Which rule made a device as it is: when that is said, and when no longer.
#include "host/rules/causes.hpp"

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using host::RuleCause;

namespace {

constexpr auto paging = "Paused by the rule “Paging”";

struct Room {
    host::Causes causes;
    std::chrono::milliseconds now{1000};

    void pauses(std::int64_t token, const std::string& rule = "Paging", dp::Value before = true) {
        causes.sent(token, rule, "lobby", {"is_playing", false, "Paused"}, before, {now});
    }
    bool becomes(dp::Value value, const std::string& property = "is_playing",
                 const std::string& device = "lobby") {
        return causes.changed({device, property, {}, std::move(value)}, {now});
    }
    std::string said() const {
        std::string all;
        for (const auto& cause : causes.of("lobby")) {
            all += (all.empty() ? "" : "; ") + cause.text;
        }
        return all;
    }
};

} // namespace

TEST_CASE("a rule is why as long as what it brought about holds") {
    Room room;
    room.pauses(1);
    CHECK(room.said().empty()); // nothing shows yet
    CHECK(room.becomes(false));
    CHECK(room.causes.of("lobby") == std::vector<RuleCause>{{"is_playing", "Paging", paging}});
    CHECK(room.causes.of("bar").empty());
    room.causes.outcome(1, dp::Status::ok);
    room.causes.commanded("lobby"); // another volume, say: still paused
    CHECK(!room.becomes(std::int64_t{30}, "volume"));
    CHECK(!room.becomes(true, "is_playing", "bar"));
    CHECK(room.said() == paging);
    CHECK(room.becomes(true));
    CHECK(room.said().empty());
    CHECK(!room.becomes(false)); // by another hand
    CHECK(room.said().empty());
}

TEST_CASE("what is not known any more holds no longer") {
    Room room;
    room.pauses(1);
    room.becomes(false);
    CHECK(room.becomes({}));
    CHECK(room.said().empty());
}

TEST_CASE("what was so before does not come of the rule, and the first rule stays the reason") {
    Room room;
    room.pauses(1, "Paging", false);
    CHECK(!room.becomes(false));
    CHECK(room.said().empty());
    room.becomes(true);
    room.pauses(2, "Paging");
    room.becomes(false);
    room.pauses(3, "Closing time", false);
    CHECK(room.said() == paging);
}

TEST_CASE("a command that fails, or is overtaken by another hand, is no reason") {
    Room room;
    room.pauses(1);
    room.causes.outcome(2, dp::Status::offline); // of something else
    room.causes.outcome(1, dp::Status::offline);
    CHECK(!room.becomes(false));
    room.becomes(true);
    room.pauses(3);
    room.causes.commanded("bar");
    room.causes.commanded("lobby");
    CHECK(!room.becomes(false));
    CHECK(room.said().empty());
}

TEST_CASE("what shows late does not come of the rule") {
    Room room;
    room.pauses(1);
    room.now += host::Causes::effect_time + 1ms;
    CHECK(!room.becomes(false));
    room.becomes(true);
    room.pauses(2);
    room.now += host::Causes::effect_time;
    CHECK(room.becomes(false));
}

TEST_CASE("several properties have a reason each, and a device that goes has none") {
    Room room;
    room.pauses(1);
    room.causes.sent(2, "Night", "lobby", {"volume", std::int64_t{20}, "Volume set"}, std::int64_t{42},
                     {room.now});
    room.becomes(false);
    room.becomes(std::int64_t{20}, "volume");
    CHECK(room.said() == std::string{paging} + "; Volume set by the rule “Night”");
    room.causes.forget("lobby");
    CHECK(room.said().empty());
    CHECK(!room.becomes(true));
}
