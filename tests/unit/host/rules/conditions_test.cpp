// Whether conditions hold, and what is not known.
#include "virtual_house.hpp"

using namespace rule_tests;
using host::Truth;

namespace {

struct Facts {
    std::map<host::Place, dp::Value> values;
    host::WallMinute now = 0;

    Truth operator()(const std::string& condition) const {
        const auto rule =
            rules_of(R"([{"when":{"start":true},"if":)" + condition + R"(,"do":[{"invoke":"relay.close"}]}])")
                .front();
        return host::truth(
            rule.conditions,
            [this](const host::Place& place) {
                const auto found = values.find(place);
                return found == values.end() ? dp::Value{} : found->second;
            },
            now);
    }
};

constexpr auto is_closed = R"({"property":"door.closed","equals":true})";

// Wednesday 2026-11-25 at this time.
host::WallMinute wednesday(int h, int m, int days_later = 0) {
    return noon / minute - 720 + days_later * 1440 + h * 60 + m;
}

} // namespace

TEST_CASE("a property is compared") {
    const Facts facts{{{{"door", "closed"}, true}, {{"hall", "level"}, std::int64_t{30}}}, 0};
    CHECK(facts(is_closed) == Truth::yes);
    CHECK(facts(R"({"property":"door.closed","equals":false})") == Truth::no);
    CHECK(facts(R"({"property":"hall.level","equals":30.0})") == Truth::yes);
    CHECK(facts(R"({"property":"hall.level","above":29.5})") == Truth::yes);
    CHECK(facts(R"({"property":"hall.level","above":30})") == Truth::no);
    CHECK(facts(R"({"property":"hall.level","below":30})") == Truth::no);
    CHECK(facts(R"({"property":"hall.level","below":31})") == Truth::yes);
    CHECK(facts(R"({"property":"hall.level","between":[30,40]})") == Truth::yes);
    CHECK(facts(R"({"property":"hall.level","between":[31,40]})") == Truth::no);
}

TEST_CASE("what is not known makes nothing true, not even its opposite") {
    const Facts facts{{{{"hall", "level"}, std::int64_t{30}}, {{"hall", "name"}, std::string{"x"}}}, 0};
    const std::string unknown = is_closed;
    const std::string yes = R"({"property":"hall.level","above":1})";
    const std::string no = R"({"property":"hall.level","above":100})";
    CHECK(facts(unknown) == Truth::not_known);
    CHECK(facts(R"({"not":)" + unknown + '}') == Truth::not_known);
    CHECK(facts(R"({"not":{"not":)" + unknown + "}}") == Truth::not_known);
    CHECK(facts(R"({"any":[)" + no + ',' + unknown + "]}") == Truth::not_known);
    CHECK(facts(R"({"any":[)" + unknown + ',' + yes + "]}") == Truth::yes);
    CHECK(facts(R"({"all":[)" + unknown + ',' + yes + "]}") == Truth::not_known);
    CHECK(facts(R"({"all":[)" + unknown + ',' + no + "]}") == Truth::no);
    CHECK(facts(R"({"not":[)" + no + ',' + unknown + "]}") == Truth::not_known);
    CHECK(facts(R"({"not":[)" + yes + ',' + unknown + "]}") == Truth::no);
    CHECK(facts(R"({"not":)" + no + '}') == Truth::yes);
    CHECK(facts(R"({"property":"hall.name","above":1})") == Truth::not_known); // a text is no number
    CHECK(facts(R"({"not":{"property":"hall.name","above":1}})") == Truth::not_known);
}

TEST_CASE("whether something is not known can be asked") {
    const Facts facts{{{{"hall", "level"}, std::int64_t{30}}}, 0};
    CHECK(facts(R"({"property":"door.closed","equals":null})") == Truth::yes);
    CHECK(facts(R"({"property":"hall.level","equals":null})") == Truth::no);
    CHECK(facts(R"({"not":{"property":"hall.level","equals":null}})") == Truth::yes);
}

TEST_CASE("a span of the day, over midnight too, with the days on which it began") {
    Facts facts;
    const auto at = [&](host::WallMinute now, const std::string& condition) {
        facts.now = now;
        return facts(condition) == Truth::yes;
    };
    const std::string evening = R"({"time":{"from":"18:00","to":"23:00"}})";
    CHECK_FALSE(at(wednesday(17, 59), evening));
    CHECK(at(wednesday(18, 0), evening));
    CHECK(at(wednesday(22, 59), evening));
    CHECK_FALSE(at(wednesday(23, 0), evening));
    const std::string night = R"({"time":{"from":"22:00","to":"02:00"}})";
    CHECK(at(wednesday(22, 0), night));
    CHECK(at(wednesday(1, 59), night));
    CHECK_FALSE(at(wednesday(2, 0), night));
    CHECK_FALSE(at(wednesday(21, 59), night));
    const std::string wednesday_night = R"({"time":{"from":"22:00","to":"02:00"},"days":["wed"]})";
    CHECK(at(wednesday(22, 0), wednesday_night));
    CHECK(at(wednesday(1, 0, 1), wednesday_night)); // Thursday, early
    CHECK_FALSE(at(wednesday(1, 0), wednesday_night));
    CHECK_FALSE(at(wednesday(23, 0, 1), wednesday_night));
    CHECK(at(wednesday(0, 0), R"({"days":["wed"]})"));
    CHECK_FALSE(at(wednesday(0, 0, 1), R"({"days":["wed"]})"));
    CHECK(at(wednesday(0, 0), R"({"time":{"from":"00:00","to":"00:00"}})")); // the whole day
}

TEST_CASE("a rule whose conditions do not hold does nothing, and says why") {
    House house{R"([{"name":"r","when":{"property":"door.closed","becomes":true},
        "if":[{"property":"hall.level","above":10},{"not":{"property":"relay.closed","equals":true}}],
        "do":[{"invoke":"relay.close"}]}])"};
    house.start();
    const auto press = [&] {
        house.set("door.closed", false);
        house.set("door.closed", true);
        return house.sent();
    };
    house.set("door.closed", false);
    CHECK(press().empty());
    CHECK(house.record().last == "did nothing: that hall.level is above 10 is not known");
    house.set("hall.level", 20.0);
    CHECK(press().empty());
    CHECK(house.record().last == "did nothing: that not (relay.closed is true) is not known");
    house.set("relay.closed", true);
    CHECK(press().empty());
    CHECK(house.record().last == "did nothing: that not (relay.closed is true) does not hold");
    house.set("relay.closed", false);
    CHECK(press() == "relay.close");
    CHECK(house.record().fired == 1);
}
