/* Spotlight and cap fraction for srm-ref verify --command ./spotlight --lines: a line of JSON in, a line of JSON out.
   Without --lines, and as a filter for a file of questions, it works as well. Build with -lm. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Read all numbers of the array, or the one number, after "name": and return how many; *row: how many in a row. */
static int numbers(const char *line, const char *name, double *out, int *row) {
    char key[40], *end;
    int count = 0, depth = 0;
    snprintf(key, sizeof key, "\"%s\": ", name);
    const char *at = strstr(line, key);
    if (!at) return 0;
    for (at += strlen(key), *row = 0; *at; ) {
        if (*at == '[') { depth++; at++; }
        else if (*at == ']') { if (!*row) *row = count; at++; if (--depth == 0) break; }
        else if (*at == ',' || *at == ' ') at++;
        else { out[count++] = strtod(at, &end); at = end; if (depth == 0) break; }
    }
    return count;
}

static double dot(const double *x, const double *y, int n) {
    double sum = 0;
    for (int k = 0; k < n; k++) sum += x[k] * y[k];
    return sum;
}

/* e1 along a, e2 in the plane of a and b at right angles to it; 0 where the two rows span no plane. */
static int frame(const double *a, const double *b, int n, double *e1, double *e2) {
    double length = sqrt(dot(a, a, n)), along, rest;
    for (int d = 0; d < n; d++) e1[d] = a[d] / length;
    along = dot(b, e1, n);
    for (int d = 0; d < n; d++) e2[d] = b[d] - along * e1[d];
    rest = sqrt(dot(e2, e2, n));
    for (int d = 0; d < n; d++) e2[d] /= rest;
    return rest > 1e-9 * sqrt(dot(b, b, n));
}

/* Print the curves, or an error; room holds as many numbers as the line has characters. */
static void spotlight(const char *line, double *room) {
    double epsilon, *x = room;
    int n, row, one, two, count = numbers(line, "activations", x, &n), n_samples = count / n;
    double *basis = x + count, *planes = basis + numbers(line, "basis", basis, &n), *thetas, *e1, *e2;
    int n_planes = numbers(line, "planes", planes, &two) / 2, n_angles, spanned = 1;
    numbers(line, "epsilon", &epsilon, &one);
    thetas = planes + 2 * n_planes;
    n_angles = numbers(line, "thetas", thetas, &row);
    e1 = malloc(2 * n * sizeof *e1), e2 = e1 + n;
    for (int k = 0; k < n_planes; k++)
        spanned &= frame(basis + n * (int)planes[2 * k], basis + n * (int)planes[2 * k + 1], n, e1, e2);
    if (!spanned) printf("{\"error\": \"two rows span no plane\"}\n");
    for (int k = 0; spanned && k < n_planes; k++) {
        frame(basis + n * (int)planes[2 * k], basis + n * (int)planes[2 * k + 1], n, e1, e2);
        printf(k ? ",[" : "[[");
        for (int t = 0; t < n_angles; t++) {
            int inside = 0;
            for (int s = 0; s < n_samples; s++) {
                const double *v = x + n * s;
                double size = sqrt(dot(v, v, n));
                double cosine = (cos(thetas[t]) * dot(v, e1, n) + sin(thetas[t]) * dot(v, e2, n)) / size;
                inside += size > 0 && cosine >= epsilon;
            }
            printf("%s%.17g", t ? "," : "", (double)inside / n_samples);
        }
        printf(k == n_planes - 1 ? "]]\n" : "]");
    }
    free(e1);
}

static double cap_fraction(int n, double e) {
    if (e == 0 || fabs(e) == 1) return (1 - e) / 2;
    if (e < 0) return 1 - cap_fraction(n, -e);
    double a = (n - 1) / 2.0, x = 1 - e * e, term = 1, sum = 1;
    for (int k = 0; term > 1e-17 * sum; k++) sum += term *= (a + 0.5 + k) / (a + 1 + k) * x;
    return 0.5 * exp(a * log(x) + log(e) - lgamma(a) - lgamma(0.5) + lgamma(a + 0.5)) * sum / a;
}

int main(void) {
    char *line = NULL;
    size_t size = 0;
    double n, e;
    int one;
    while (getline(&line, &size, stdin) > 0) {
        double *room = malloc((strlen(line) + 1) * sizeof *room);           /* more than the line has numbers */
        if (strstr(line, "\"function\": \"spotlight\"")) spotlight(line, room);
        else if (strstr(line, "\"function\": \"cap_fraction\"")) {
            numbers(line, "n_dims", &n, &one);
            numbers(line, "epsilon", &e, &one);
            printf("%.17g\n", cap_fraction((int)n, e));
        }
        else printf("null\n");
        fflush(stdout);                                                     /* the kit waits for the line */
        free(room);
    }
    free(line);
    return 0;
}
