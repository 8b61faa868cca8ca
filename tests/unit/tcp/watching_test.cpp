#include "tcp/watching.hpp"

#include <doctest/doctest.h>

using namespace avhost::tcp;

TEST_CASE("a watch covers what it names, and events where it names the device") {
    Watching watching;
    CHECK_FALSE(watching.covers("lobby", "volume"));
    watching.add({"lobby", "volume"});
    CHECK(watching.covers("lobby", "volume"));
    CHECK_FALSE(watching.covers("lobby", "muted"));
    CHECK_FALSE(watching.covers_events("lobby"));
    watching.add({"door", ""});
    CHECK(watching.covers("door", "closed"));
    CHECK(watching.covers_events("door"));
    watching.add({"*", ""});
    CHECK(watching.covers("bar", "x"));
    CHECK(watching.covers_events("lobby"));
}

TEST_CASE("what is unwatched is left out, also of what is watched as a whole") {
    Watching watching;
    watching.add({"*", ""});
    watching.remove({"lobby", "volume"});
    CHECK_FALSE(watching.covers("lobby", "volume"));
    CHECK(watching.covers("lobby", "muted"));
    watching.remove({"door", ""});
    CHECK_FALSE(watching.covers("door", "closed"));
    CHECK_FALSE(watching.covers_events("door"));
    CHECK(watching.covers("bar", "x"));
    watching.add({"lobby", "volume"});
    watching.add({"door", ""});
    CHECK(watching.covers("lobby", "volume"));
    CHECK(watching.covers_events("door"));
    watching.remove({"*", ""});
    CHECK_FALSE(watching.covers("lobby", "volume"));
    CHECK_FALSE(watching.covers("bar", "x"));
}

TEST_CASE("of what happens the watched part is told") {
    Watching watching;
    watching.add({"lobby", "volume"});
    const host::Batch both{"lobby", 3, 9, {{"muted", true}, {"volume", std::int64_t{1}}}};
    CHECK(watching.part_of(both) ==
          host::Happening{host::Batch{"lobby", 3, 9, {{"volume", std::int64_t{1}}}}});
    CHECK_FALSE(watching.part_of(host::Batch{"door", 3, 9, {{"volume", std::int64_t{1}}}}));
    CHECK_FALSE(watching.part_of(host::Event{"lobby", "e", 9, {}}));
    CHECK_FALSE(watching.part_of(host::HealthChange{"lobby", dp::Health::ready, "ok", ""}));
    watching.add({"lobby", ""});
    CHECK(watching.part_of(host::Event{"lobby", "e", 9, {}}));
    CHECK(watching.part_of(host::Snapshot{"lobby", 4, 9, {{"volume", {}}}}) ==
          host::Happening{host::Batch{"lobby", 4, 9, {{"volume", {}}}}});
}
