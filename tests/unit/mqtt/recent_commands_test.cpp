#include "mqtt/recent_commands.hpp"

#include <doctest/doctest.h>

using avhost::mqtt::RecentCommands;
using Seen = RecentCommands::Seen;

TEST_CASE("a command that comes again is known, with its outcome once there is one") {
    RecentCommands recent;
    const RecentCommands::Name name{"t", "r", "c"};
    CHECK(recent.look(name, 1000).seen == Seen::is_new);
    CHECK(recent.look(name, 1001).seen == Seen::is_running);
    recent.over(name, "done");
    const auto again = recent.look(name, 1002);
    CHECK(again.seen == Seen::is_over);
    CHECK(again.outcome == "done");
    for (const RecentCommands::Name& other :
         {RecentCommands::Name{"t2", "r", "c"}, {"t", "r2", "c"}, {"t", "r", "c2"}}) {
        CHECK(recent.look(other, 1003).seen == Seen::is_new);
    }
}

TEST_CASE("after five minutes it is forgotten, counted from when it came first") {
    RecentCommands recent;
    const RecentCommands::Name name{"t", "r", "c"};
    recent.look(name, 1000);
    recent.over(name, "done");
    CHECK(recent.look(name, 1000 + RecentCommands::kept_for - 1).seen == Seen::is_over);
    CHECK(recent.look(name, 1000 + RecentCommands::kept_for).seen == Seen::is_new);
    CHECK(recent.size() == 1);
    recent.over({"gone", "", ""}, "x");
    CHECK(recent.size() == 1);
}

TEST_CASE("only so many are kept, and the oldest go first") {
    RecentCommands recent;
    for (std::size_t i = 0; i < RecentCommands::most + 5; ++i) {
        recent.look({"t", "r", std::to_string(i)}, 1);
    }
    CHECK(recent.size() == RecentCommands::most);
    CHECK(recent.look({"t", "r", std::to_string(RecentCommands::most)}, 1).seen == Seen::is_running);
    CHECK(recent.look({"t", "r", "0"}, 1).seen == Seen::is_new);
}
