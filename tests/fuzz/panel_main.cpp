#include "panel_fuzz.hpp"
#include "program.hpp"

int main(int count, char** words) {
    return fuzz::program(count, words, "panel-fuzz", fuzz::fuzz_panel);
}
