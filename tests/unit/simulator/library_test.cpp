// What is saved: asked, added and taken away, and every way to ask wrongly.
#include "control_door.hpp"
#include "web_api_desk.hpp"

#include <doctest/doctest.h>

using namespace sim;

namespace {

const std::string neap_tide = "spotify:track:1NeapTide0000000000003";
const std::string ledger = "spotify:track:1TheFerrymansLedger002";
const std::string harbour = "spotify:artist:3nLqWzXoYpTr0sVbGkHd71";

std::string many(int count) {
    std::string list = ledger;
    for (int more = 1; more < count; ++more)
        list += ',' + ledger;
    return list;
}

} // namespace

TEST_CASE("what is saved is told in the order of the question") {
    WebApiDesk desk;
    const auto told = [&](const std::string& uris) {
        return desk.ask("GET", "/v1/me/library/contains?uris=" + uris).body;
    };
    CHECK(told(ledger + ',' + neap_tide) == "[true,false]");
    CHECK(told(percent_encoded(neap_tide + ',' + ledger + ',' + harbour)) == "[false,true,false]");
    const HttpReply saved = desk.ask("PUT", "/v1/me/library?uris=" + neap_tide);
    CHECK(saved.status == 200);
    CHECK(saved.body.empty());
    CHECK(told(neap_tide) == "[true]");
    const HttpReply removed = desk.ask("DELETE", "/v1/me/library?uris=" + neap_tide + ',' + ledger);
    CHECK(removed.status == 200);
    CHECK(removed.body.empty());
    CHECK(told(neap_tide + ',' + ledger) == "[false,false]");
}

TEST_CASE("the library of one account is not that of another") {
    WebApiDesk desk;
    NewAccount bar;
    bar.name = "bar";
    bar.client_id = "demo-client";
    desk.world.add_account(bar, now);
    CHECK(desk.ask("PUT", "/v1/me/library?uris=" + neap_tide).status == 200);
    CHECK(desk.demo().saved.count(neap_tide) == 1);
    CHECK(desk.world.find_account("bar")->saved.count(neap_tide) == 0);
}

TEST_CASE("the library takes URIs from the query only, forty at most, and none of local files") {
    WebApiDesk desk;
    const std::string missing = "400 Missing required field: uris|";
    const std::string body = R"({"uris":[")" + neap_tide + R"("]})";
    CHECK(refusal_of(desk.ask("PUT", "/v1/me/library", body)) == missing);
    CHECK(refusal_of(desk.ask("DELETE", "/v1/me/library", body)) == missing);
    CHECK(refusal_of(desk.ask("GET", "/v1/me/library/contains?uris=")) == missing);
    CHECK(desk.ask("GET", "/v1/me/library/contains?uris=" + many(40)).status == 200);
    for (const std::string method : {"PUT", "DELETE"}) {
        CHECK(desk.ask(method, "/v1/me/library?uris=" + many(41)).status == 400);
        CHECK(desk.ask(method, "/v1/me/library?uris=" + neap_tide + ",spotify:local:::x:1").status == 400);
        CHECK(desk.ask(method, "/v1/me/library?uris=" + harbour).status == 400);
    }
    CHECK(desk.ask("GET", "/v1/me/library/contains?uris=" + many(41)).status == 400);
    CHECK(desk.demo().saved == std::set<std::string>{ledger});
}

TEST_CASE("the library needs its scopes and no Premium") {
    WebApiDesk desk;
    desk.demo().premium = false;
    CHECK(desk.ask("PUT", "/v1/me/library?uris=" + neap_tide).status == 200);
    HttpRequest request = request_for("PUT", "/v1/me/library?uris=" + neap_tide);
    request.headers = {{"Authorization", "Bearer " + desk.token}};
    CHECK(desk.send(request).status == 411);
    request.method = "DELETE";
    CHECK(desk.send(request).status == 200);
    desk.ask_with_scopes("user-library-read");
    CHECK(desk.ask("GET", "/v1/me/library/contains?uris=" + neap_tide).status == 200);
    CHECK(refusal_of(desk.ask("PUT", "/v1/me/library?uris=" + neap_tide)) ==
          "403 Insufficient client scope|");
    desk.ask_with_scopes("user-library-modify");
    CHECK(desk.ask("GET", "/v1/me/library/contains?uris=" + neap_tide).status == 403);
    CHECK(desk.ask("DELETE", "/v1/me/library?uris=" + neap_tide).status == 200);
}

TEST_CASE("the control door shows the library and fills it") {
    WebApiDesk desk;
    ControlDoor door{desk.world, desk.faults, [] { return std::size_t{0}; }};
    const auto ask = [&](const std::string& method, const std::string& body) {
        HttpRequest request = request_for(method, "/accounts/demo/library");
        request.body = body;
        return door.answer(request, now);
    };
    CHECK(ask("GET", "").body == R"({"saved":[")" + ledger + R"("]})");
    CHECK(ask("PATCH", R"({"saved":[1]})").status == 400);
    CHECK(ask("PATCH", R"({"saved":[")" + neap_tide + R"("]})").body ==
          R"({"saved":[")" + neap_tide + R"("]})");
    CHECK(desk.demo().saved == std::set<std::string>{neap_tide});
}

TEST_CASE("one endpoint can be withdrawn by a fault while the others stay") {
    WebApiDesk desk;
    ControlDoor door{desk.world, desk.faults, [] { return std::size_t{0}; }};
    HttpRequest request = request_for("POST", "/faults");
    request.body = R"({"kind":"status","path":"/v1/me/library","times":-1,"status":403,)"
                   R"("body":"{\"error\":{\"status\":403,\"message\":\"Forbidden\"}}"})";
    REQUIRE(door.answer(request, now).status == 200);
    for (int times = 0; times < 3; ++times) {
        const auto fault = desk.faults.take("GET", "/v1/me/library/contains");
        REQUIRE(fault.has_value());
        CHECK(refusal_of(fault->reply) == "403 Forbidden|");
    }
    CHECK_FALSE(desk.faults.take("GET", "/v1/me/playlists").has_value());
}
