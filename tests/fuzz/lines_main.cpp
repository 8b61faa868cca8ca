#include "lines_fuzz.hpp"
#include "program.hpp"

int main(int count, char** words) {
    return fuzz::program(count, words, "lines-fuzz", fuzz::fuzz_lines);
}
