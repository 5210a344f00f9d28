"""The English words of fingerprints, in their order. A word's place is its value: nothing here may ever change."""

from typing import Final

_LISTED: Final = """
absence academy accent account acorn acre actor adobe advice aerial affair agent airport album alder algebra almond
aloe alphabet amber ambulance amethyst anchor angle animal answer antenna anthem anvil apricot apron aquarium arcade
archive arena armchair aroma artist ash aspen astronaut atlas atom attic auction audience author autumn avenue
avocado award axis axle azalea backpack badger bagel bakery balcony balloon bamboo banana banjo banner barley barn
barrel basil basket battery bay beacon beaver bedroom belief belt bench berry bicycle birch bird biscuit blanket
blend blossom blouse boiler bonfire bonnet bonus boots boulder bounty boutique bowl bracelet brass bridge broccoli
bronze brook broth bucket budget buffalo builder bulb bumper bundle bungalow bureau bush button buzzer cabaret
cabbage cabin cable cactus cadet cake calendar camel canal candy canoe canvas captain caramel carbon cardigan cargo
carnival carpet cart castle cedar ceiling celery cellar cement census ceramic cereal chain chalk champion channel
chapter chariot cherry chestnut chief chimney chisel chocolate choir chord cider cinema cinnamon circus citizen
citrus city clamp clarinet classroom clay clerk climate clinic cloth clover coach coast coconut coffee coin college
colony column comb comet compass concert contract copper coral cork corner cotton council coupon courage cove cowboy
coyote crab cradle crater crayon cream credit crest cricket crow cruise crumb crystal cube cuckoo cucumber culture
cupboard curtain curve cushion custom cutlery cypress daisy dance data daughter decade decimal deer degree delta
denim dentist depot desert design desk detail dew diagram dialect diamond diary digit dinner diploma director
discount distance doctor document dollar dolphin domain donkey donor double dough dozen dragon drain drama drawer
dress drift drill drum duchess duck dust duty duvet eagle earring earth echo eclipse editor effect egg elbow
elephant elevator elk emerald emotion emu enamel engine enigma entrance envelope epic equator era errand estate
event evidence example exhibit exit expert explorer express eyebrow eyelid fabric facade factory falcon family farm
fashion father fellow fennel fern ferret festival fiction fiddle figure film finch finger fisher flair flamingo
flannel flask flax fleece flint flood flower fluid flute foam focus folder forest forge formula forum fossil
fountain frame freedom friend fringe frog frost fruit fuel furnace fuse future galaxy garage garden garlic garment
garnet gemstone genius giant gift giraffe glacier glass glider globe glory glue goggles granite grape gravel grocer
grove guard guest guild guitar gulf gutter gym habit hammer hamster hand harmony harp harvest hawk hazel heart
hedgehog helmet herb heritage heron highway hinge hippo history holiday hollow honey horizon horn hospital hotel
hunter hurdle hut hymn iceberg icing image incense index inlet inn inquiry insect instinct interval inventor invoice
iron island item ivory ivy jade jaguar jasmine jersey jetty jewel jigsaw jockey jog joint journal judge juice jump
junction jungle juniper jury justice kangaroo keeper kernel kettle keyboard kingdom kiosk kitchen kite kitten kiwi
knot label ladder lagoon landing lantern laptop laser lattice laundry laurel lava lavender lawyer leaf league
leather lecture legend lemon lens leopard lesson letter level library lilac lily limit linen lion liquid list lizard
lobby lobster loft logic lotus lullaby lumber lunch lung luxury lynx lyric machine magazine magma magnet mammal
mango mantis manual maple marble margin market marsh mask master match meadow measure medicine melon member memo
menu merchant meridian mesh message metal meteor method metro midnight milk mineral minister minute mirror mixer
model moment month monument morning mosaic moss motor movie mud muffin mulberry mural muscle museum mushroom music
mustard myrtle name napkin narrator nation nature navy nebula neck nectar nephew nest network nickel nomad noodle
north novel nurse nutmeg nylon oatmeal observer ocean octopus office olive onion opener opera opinion option orange
orbit orchid order organ origin ornament ostrich ounce outfit outlet oval oven owner oxygen oyster packet page
painter palace palm pamphlet pancake panda panel pantry paper parade parcel parent park parrot parsley party
passport pasta path patrol pattern pavilion peacock peanut pebble pedal pelican pencil penguin people pepper perch
perfume pharmacy photo piano pickle picnic picture pigeon pilot pink pioneer pipe pitcher pixel plank plaster plate
plaza plum poem polish pollen polygon pond poplar poppy port potato pottery powder prairie present pretzel prism
problem professor project promise proof proverb public pudding pulp puma pumpkin pupil puppet puzzle pyramid quail
quality quarry question quilt quota rabbit radar radio raft rainbow raisin ranch raspberry raven ravine reader
reason recess record referee region reindeer relay remedy report reptile rescue resin result return reward rhino
rhubarb rhyme rhythm ribbon ripple ritual river robin rodeo rope rosemary roster royalty rubber ruby rudder rug
ruler rumble runner rye safari saffron saga sailor salad salmon salsa salt sample sapphire satin saturn sausage
savings saxophone scarf scene school science scissors scooter scout screen script scroll sculptor seagull secret
sedan senator sentence sequel service sesame session settler shadow shampoo shark shed shelf shepherd shield ship
shovel shower shrimp shutter sibling signal silver siren sister sketch skirt slab sledge sleigh slipper slogan slope
smoke snack snow soccer society sofa solution sonata south spade speaker spectrum speech sphere sphinx spice spider
spinach spiral sponge spring sprout spruce spur square squirrel stadium stage staircase stamp staple starfish statue
steam step stove street studio subject subway sugar suit summer sunset supper surf surgeon surprise swallow swan
sweater swing switch syllable symbol syntax syrup system tablet talent tank tape tariff tavern taxi teacher teaspoon
telegram tempo tennis tent terrace textile thaw theme theory thistle thread thumb thunder tiara ticket tide tiger
timber title tomato tongue tonic torch tornado tortoise totem tower toy tractor tradition trail treasure trek trend
triangle tribute trio tripod trolley trophy trout trumpet trunk trust tulip tundra tune tunnel turbine turkey turtle
tutor twilight twist ukulele umbrella uncle unicorn uniform unit universe upland usher utopia vacation vacuum value
vanilla variety vase vehicle veil velvet verdict verse vessel veteran veto victory video village vinegar viola visa
visitor visor vitamin vocal voice volcano volt volume vortex vowel voyage wafer wagon wallet walnut walrus waltz
wardrobe warehouse wasp wave wax wealth weasel web wedding week welcome whale wharf wheat whisk wicker width wildcat
willow window winter wisdom wish witness wolf wood world worm wreath wrench writer yacht year yeast yoga yogurt yolk
zebra zenith zeppelin zero zipper zodiac
"""

WORDS: Final = tuple(_LISTED.split())
