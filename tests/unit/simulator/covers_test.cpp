// The covers that the simulator draws, and where the Web API says they are.
#include "covers.hpp"
#include "simulator.hpp"
#include "web_api_desk.hpp"

#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/StreamCopier.h>
#include <Poco/URI.h>

#include <doctest/doctest.h>

#include <set>

using namespace sim;

namespace {

const std::string place = "http://127.0.0.1:8081/image";

// A simulator whose pictures are its own.
struct CoverDesk : WebApiDesk {
    CoverDoor door{world.catalog};
    CoverDesk() { world.settings.pictures_url = place; }

    HttpReply fetch(const std::string& url) {
        REQUIRE(url.rfind(place + '/', 0) == 0);
        return door.answer(request_for("GET", url.substr(place.size() - std::string("/image").size())));
    }
    // Fetched, and a drawing of that many pixels.
    std::string drawing(const std::string& url, int pixels) {
        const HttpReply reply = fetch(url);
        CHECK(reply.status == 200);
        CHECK(reply.header("Content-Type") == "image/svg+xml");
        const std::string side = std::to_string(pixels);
        CHECK(reply.body.find(" width=\"" + side + "\" height=\"" + side + "\"") != std::string::npos);
        return reply.body;
    }
};

std::string url_of(const json::Array::Ptr& images, unsigned index) {
    return images->getObject(index)->getValue<std::string>("url");
}

} // namespace

TEST_CASE("an album has a cover in three sizes, a show and its episodes too, and each is another") {
    CoverDesk desk;
    std::set<std::string> drawings;
    std::set<std::size_t> albums;
    for (const Item& item : desk.world.catalog.items()) {
        if (desk.world.catalog.album(item).image.empty() || !albums.insert(item.album).second)
            continue;
        desk.edit([&](PlayerState& player) { player.aside = desk.world.catalog.find(item.uri); });
        const auto shown = desk.get("/v1/me/player?additional_types=track,episode")->getObject("item");
        const bool is_episode = item.kind == ItemKind::episode;
        const auto images = shown->getObject(is_episode ? "show" : "album")->getArray("images");
        REQUIRE(images->size() == 3);
        unsigned index = 0;
        for (const int pixels : {640, 300, 64}) {
            CHECK(images->getObject(index)->getValue<int>("width") == pixels);
            CHECK(images->getObject(index)->getValue<int>("height") == pixels);
            CHECK(drawings.insert(desk.drawing(url_of(images, index), pixels)).second);
            ++index;
        }
        if (is_episode)
            CHECK(url_of(shown->getArray("images"), 0) == url_of(images, 0));
        CHECK(desk.fetch(url_of(images, 0)).body == desk.fetch(url_of(images, 0)).body);
    }
    CHECK(albums.size() == 5);
}

TEST_CASE("a playlist has a cover of a size that is not told, and none where it has no pictures") {
    CoverDesk desk;
    std::set<std::string> drawings;
    unsigned without = 0;
    const auto items = desk.get("/v1/me/playlists")->getArray("items");
    for (unsigned index = 0; index < items->size(); ++index) {
        const auto playlist = items->getObject(index);
        if (playlist->isNull("images")) {
            ++without;
            continue;
        }
        const auto images = playlist->getArray("images");
        CHECK(images->getObject(0)->isNull("width"));
        CHECK(drawings.insert(desk.drawing(url_of(images, 0), 640)).second);
    }
    CHECK(without == 1);
    CHECK(drawings.size() == items->size() - 1);
}

TEST_CASE("a cover that no album has is not found, and nothing else is behind that door") {
    CoverDesk desk;
    const std::string image = desk.world.catalog.albums().front().image;
    const auto status = [&](const std::string& method, const std::string& target) {
        return desk.door.answer(request_for(method, target)).status;
    };
    CHECK(status("GET", "/image/ab67616d0000" + image) == 200);
    CHECK(status("HEAD", "/image/ab67616d0000" + image) == 200);
    CHECK(status("GET", "/image/ab67616d0000" + image + "0") == 404);
    CHECK(status("GET", "/image/ab67616d0009" + image) == 404);
    CHECK(status("GET", "/image/ab67706c0000" + image) == 404); // a playlist's, it says
    CHECK(status("GET", "/image/ab67616d0000") == 404);         // local files have an album without pictures
    CHECK(status("GET", "/image/") == 404);
    CHECK(status("GET", "/stats") == 404);
    CHECK(status("POST", "/image/ab67616d0000" + image) == 405);
}

TEST_CASE("without a door for them, pictures are where Spotify has them") {
    WebApiDesk desk;
    const auto images = desk.get("/v1/me/player")->getObject("item")->getObject("album")->getArray("images");
    CHECK(url_of(images, 0).rfind("https://i.scdn.co/image/ab67616d0000", 0) == 0);
    const auto playlist = desk.get("/v1/me/playlists")->getArray("items")->getObject(0);
    CHECK(url_of(playlist->getArray("images"), 0).rfind("https://mosaic.scdn.co/640/", 0) == 0);
}

TEST_CASE("the program serves its covers over plain HTTP, and says where") {
    const test::Simulator simulator;
    const Poco::URI url(simulator.covers_url());
    CHECK(url.getScheme() == "http");
    CHECK(url.getHost() == "127.0.0.1");
    Poco::Net::HTTPClientSession session(url.getHost(), url.getPort());
    session.setTimeout(Poco::Timespan(10, 0));
    const Catalog catalog;
    Poco::Net::HTTPRequest request("GET", url.getPath() + '/' +
                                              cover_name(catalog.albums().front(), cover_sizes.front()));
    session.sendRequest(request);
    Poco::Net::HTTPResponse response;
    std::string body;
    Poco::StreamCopier::copyToString(session.receiveResponse(response), body);
    CHECK(response.getStatus() == 200);
    CHECK(response.getContentType() == "image/svg+xml");
    CHECK(body.rfind("<svg ", 0) == 0);
}
