// Which device a name means, and what is said where it means none.
#include "player/zone.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace spotify::player;
using How = FoundDevice::How;

namespace {

Device device(const char* name, const char* id = "id", bool is_active = false) {
    Device one;
    one.id = id;
    one.name = name;
    one.is_active = is_active;
    return one;
}

std::string said(const std::vector<Device>& devices, const std::string& name) {
    return sentence_for(find_device(devices, name), name);
}

} // namespace

TEST_CASE("a name is taken to the letter, and what is only like it is named and not used") {
    const std::vector<Device> devices{device("Anna’s Echo"), device("Kitchen")};
    CHECK(find_device(devices, "Kitchen").how == How::found);
    CHECK(find_device(devices, "kitchen").how == How::absent);
    CHECK(said(devices, "kitchen") ==
          R"(Spotify does not see the device "kitchen", but "Kitchen": write the name to the letter)");
    CHECK(
        said(devices, "Anna's Echo") ==
        R"(Spotify does not see the device "Anna's Echo", but "Anna’s Echo": write the name to the letter)");
    CHECK(
        said(devices, "Kitchne") ==
        R"(Spotify does not see the device "Kitchne", but "Kitchen": correct the name, or switch on "Kitchne" and )"
        "open Spotify there once");
    CHECK(said(devices, "Bath") ==
          R"(Spotify does not see the device "Bath": switch it on and open Spotify there once)");
    CHECK(said({}, "Bath") ==
          R"(Spotify does not see the device "Bath": switch it on and open Spotify there once)");
}

TEST_CASE("of several with one name the active one is meant, and else none") {
    CHECK(find_device({device("Echo", "1"), device("Echo", "2", true)}, "Echo").id == "2");
    const std::vector<Device> two{device("Echo", "1"), device("Echo", "2")};
    CHECK(find_device(two, "Echo").how == How::ambiguous);
    CHECK(said(two, "Echo") == R"(There are several devices called "Echo": give them different names)");
    CHECK(said({device("Sonos", "")}, "Sonos") ==
          R"(The device "Sonos" takes no commands from here: use its own control)");
}
